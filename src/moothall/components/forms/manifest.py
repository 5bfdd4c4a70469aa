"""Forms: pages of questions, and the kinds of answer that a question may have."""

from moothall.kernel.manifest import Component

_KINDS = "moothall.components.forms.kinds"

MANIFEST = Component(
    name="forms",
    title="Forms",
    summary="Ask people questions, check what they answer and say it back to them.",
    package="moothall.components.forms",
    optional=False,
    steps={"page": "moothall.components.forms.steps:Page"},
    answer_kinds={
        "text": f"{_KINDS}.text:Text",
        "long_text": f"{_KINDS}.long_text:LongText",
        "number": f"{_KINDS}.number:Number",
        "money": f"{_KINDS}.money:Amount",
        "date": f"{_KINDS}.date:Day",
        "yes_no": f"{_KINDS}.yes_no:YesNo",
        "choice": f"{_KINDS}.choice:Choice",
        "choices": f"{_KINDS}.choices:Choices",
        "email": f"{_KINDS}.email:Email",
        "phone": f"{_KINDS}.phone:Phone",
        "name": f"{_KINDS}.name:Name",
        "address": f"{_KINDS}.address:Address",
        "location": f"{_KINDS}.location:Location",
        "file": f"{_KINDS}.file:Files",
        "vehicle_registration": f"{_KINDS}.vehicle_registration:VehicleRegistration",
        "national_insurance_number": (
            f"{_KINDS}.national_insurance_number:NationalInsuranceNumber"
        ),
        "repeated": f"{_KINDS}.repeated:Repeated",
    },
)
