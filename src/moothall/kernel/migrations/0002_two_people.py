"""Whether an organisation asks for two people to change a service."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_ground")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="two_people",
            field=models.BooleanField(default=False),
        ),
    ]
