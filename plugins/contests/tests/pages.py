"""Reads pages of the plugin."""

ROOT = "/plugins/contests"


def text(client, path, **options):
    """Return what a page says that opens."""
    answer = client.get(f"{ROOT}{path}", **options)
    assert answer.status_code == 200, path
    return answer.content.decode()
