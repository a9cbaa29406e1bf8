"""The lists of the demo: what a service centre forbids is caught, plain speech is not."""

import pytest

from knowledge_base.importers.run import Import
from knowledge_base.management.commands.load_demo import DEMO
from lms.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FORBIDDEN = {
    "喂！": ["喂"],
    "不知道": ["不知道"],
    "墙上贴著，没长眼睛呀": ["没长眼睛"],
    "急什么，烦死人了": ["急什么", "烦死"],
    "急什么，没看到我在忙著吗？": ["急什么", "没看到我在忙"],
    "哪个？他不在": ["哪个？他不在"],
    "要下班了，有事明天再来": ["下班了", "有事明天再来"],
    "不舒服，你别来了": ["你别来了"],
    "快点，说完了没有": ["说完了没有"],
    "就这么说，怎么样？": ["就这么说，怎么样"],
    "有本事你去告": ["有本事你去告"],
    "喊什么，等一下": ["喊什么"],
    "讲了半天，你还没听懂？": ["你还没听懂"],
    "这是公司规定": ["是公司规定"],
    "這是公司的規定，沒辦法。": ["是公司的規定", "沒辦法"],
}
OPENERS = ["喂", "讲话", "哪里", "找谁"]
HARMLESS = [
    "请问您在哪里？",
    "您想找谁的资料？",
    "哪里不清楚，您随时问我。",
    "哪里哪里，这是我们应该做的。",
    "喂养说明已经发给您。",
    "您讲话的声音有点小。",
    "他不在座位上，我请他回您电话。",
    "您着急什么时候用？",
    "我知道您都快烦死了。",
    "您不知道在哪里点的话，我陪您找。",
    "不知道这样说您清楚吗？",
    "您说完了没关系，我再确认一遍。",
    "雪大路滑，您别来了，我给您寄过去。",
    "就这么说定了，您看这样安排怎么样？",
    "您想叫什么名字都可以。",
]
POLITE = """您好
上午好
谢谢
对不起
不客气
再见
请稍等
是的，先生
请问您找谁
请问有什么可以帮助您
请您不要着急
请您与
请留下您的电话号码和姓名，好吗
我们会为您提供帮助
请您填好《投诉单》
谢谢您的批评指正
这是我们应该做的
感谢您的来电
对不起，打扰了
对于您反映的问题，我们会马上处理，并尽快给您回复，好吗""".splitlines()


@pytest.fixture
def agent(client_as):
    report = Import(path=DEMO / "zh" / "phrases.csv", root=DEMO).run()
    assert report.failures == []
    return client_as(Role.AGENT)


def caught(client, text, channel="phone"):
    data = {"text": text, "channel": channel, "language": "zh-hans"}
    return [found["phrase"] for found in client.post("/kb/phrases/check/", data).json()]


def test_what_is_forbidden_is_caught_in_every_channel(agent):
    for channel in ("phone", "chat", "email"):
        assert {text: caught(agent, text, channel) for text in FORBIDDEN} == FORBIDDEN


def test_stiff_openers_are_caught_on_the_phone_at_the_beginning(agent):
    for opener in OPENERS:
        assert caught(agent, f"{opener}？") == [opener]
        assert caught(agent, f"您好，{opener}？") == []


def test_plain_speech_raises_no_alarm(agent):
    assert [text for text in HARMLESS if caught(agent, text)] == []


def test_twenty_polite_phrases_are_there_to_be_read_and_are_never_caught(agent):
    page = agent.get("/kb/phrases/", {"kind": "polite"}).content.decode()

    assert len(POLITE) == 20
    assert [phrase for phrase in POLITE if phrase not in page] == []
    assert [phrase for phrase in POLITE if caught(agent, phrase)] == []


@pytest.mark.parametrize(
    ("cold", "warm"),
    [
        ("呵呵，您再看看", "您再看看好吗？我陪您一起。"),
        ("嗯。", "嗯，好的，我记下了。"),
        ("不行。", "换货不行的话，我帮您退款。"),
        ("没有。", "没有关系，我来查。"),
    ],
)
def test_what_reads_coldly_is_marked_in_chat_alone(agent, cold, warm):
    assert caught(agent, cold, "chat")
    assert caught(agent, warm, "chat") == []
    assert caught(agent, cold, "phone") == []
