"""The cleaning rules that a new site begins with."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from reversion.models import Version

from knowledge_base.enums import CleaningAction
from knowledge_base.models import CleaningRule
from lms.row_history import recorded

_DROP, _MARK = CleaningAction.DROP, CleaningAction.MARK
_DEFAULTS: Sequence[tuple[str, CleaningAction, bool]] = (
    ("本文档由用户提供并上传", _DROP, False),
    ("收益归属内容提供方", _DROP, False),
    ("本站所有资源如无特殊说明", _DROP, False),
    ("本站的文档不包含任何第三方", _DROP, False),
    ("未经权益所有人同意不得", _DROP, False),
    ("网仅提供信息存储空间", _DROP, False),
    ("下载文件中如有侵权", _DROP, False),
    ("本站不保证下载资源", _DROP, False),
    ("压缩包中若带图纸", _DROP, False),
    ("文档简介", _DROP, True),
    ("温馨提示", _MARK, True),
    ("人人文库", _MARK, False),
    ("百度文库", _MARK, False),
    ("道客巴巴", _MARK, False),
    ("豆丁网", _MARK, False),
    ("原创力文档", _MARK, False),
    ("资料来源于网络", _MARK, False),
    ("如有侵权*联系", _MARK, False),
    ("下载后可编辑", _MARK, False),
    ("word文档可编辑", _MARK, False),
)


def prepare_cleaning_rules() -> None:
    """Add the rules to a site that never had one: what was deleted stays deleted."""
    if (
        CleaningRule.objects.exists()
        or Version.objects.get_for_model(CleaningRule).exists()
    ):
        return
    with recorded(None, _("Added")):
        for pattern, action, is_whole_line in _DEFAULTS:
            CleaningRule.objects.create(
                pattern=pattern, action=action, is_whole_line=is_whole_line
            )
