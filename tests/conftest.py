from tests.signing_in import client_as  # noqa: F401 (stands before that of lms.testing)

pytest_plugins = ["tests.fixtures"]
