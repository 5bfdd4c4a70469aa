"""Addresses of sign-in and of the account."""

from django.urls import path

from moothall.components.identity.pages import account, officers, residents

app_name = "identity"

urlpatterns = [
    path("sign-in", residents.email, name="sign-in"),
    path("sign-in/code", residents.code, name="code"),
    path("sign-out", residents.sign_out, name="sign-out"),
    path("account/sessions", account.listed, name="sessions"),
    path("officers/sign-in", officers.password, name="officer-sign-in"),
    path("officers/second-factor", officers.prove, name="second-factor"),
    path("officers/second-factor/set-up", officers.set_up, name="set-up-second-factor"),
    path("officers/recovery-codes", officers.recovery_codes, name="recovery-codes"),
    path("officers/welcome/<str:token>", officers.welcome, name="welcome"),
]
