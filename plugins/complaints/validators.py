"""Refuses what looks like personal data of customers."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.detector import Kind, find_personal_data

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏"
    "吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万钱严武戴莫孔汤"
    "張劉陳楊黃趙吳孫馬羅鄭許韓馮鄧蕭葉蘇呂盧鐘譚陸範賈鄒龍賀龔萬錢嚴湯閻譚"
)
_NAMES = re.compile(
    rf"(?<![\u4e00-\u9fff])[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}?(?:先生|女士|小姐|太太)"
    rf"|(?:姓|客户|顾客|顧客|客戶)[{_SURNAMES}](?:某|先生|女士|小姐|太太|姓)"
    r"|\b(?:Mr|Mrs|Ms|Miss)\.? [A-Z][a-z]+"
)


def refuse_personal_data(text: str) -> None:
    """Raise ValidationError, naming what it was, for names, numbers and addresses.

    The number of a ticket or an order is wanted.
    """
    found = (hit.text for hit in find_personal_data(text) if hit.kind != Kind.ORDER)
    named = _NAMES.search(text)
    hit = next(found, None) or (named and named[0])
    if hit:
        said = _("“%(found)s” looks like personal data of a customer. Please write “the customer”; the last digits of the order are enough.")  # fmt: skip
        raise ValidationError(said % {"found": hit})
