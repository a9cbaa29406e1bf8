"""How a name is parted into family name and given name."""

from collections.abc import Sequence

from lms.models.people import HAN

_COMPOUND = (
    "欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "夏侯",
    "皇甫", "尉迟", "尉遲", "公孙", "公孫", "慕容", "司徒", "令狐",
    "端木", "东方", "東方", "独孤", "獨孤", "南宫", "南宮", "百里",
    "宇文", "长孙", "長孫", "钟离", "鍾離", "轩辕", "軒轅",
)  # fmt: skip


def split_name(name: str) -> Sequence[str]:
    """Return family name and given name, as the script of the name has them."""
    name = " ".join(name.split())
    if HAN.search(name):
        if " " in name or "·" in name:
            family, mark, given = name.partition(" ")
            return (family, given) if mark else ("", name)
        size = 2 if name.startswith(_COMPOUND) and len(name) > 2 else 1  # noqa: PLR2004 (a compound name alone)
        return name[:size], name[size:]
    given, _space, family = name.rpartition(" ")
    return (family, given) if given else ("", name)
