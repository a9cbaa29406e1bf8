from django.db import migrations

KINDS = (
    ("物流配送", "Delivery"),
    ("安装维修", "Installation and repair"),
    ("商品质量", "Quality of goods"),
    ("退款退货", "Returns and refunds"),
    ("服务态度", "Conduct"),
    ("等待与回复", "Waiting and answers"),
    ("价格与优惠", "Prices and offers"),
    ("会员与账户", "Membership and account"),
    ("系统与应用", "System and app"),
    ("其他", "Something else"),
)


def add(apps, schema_editor):
    """Write the kinds that most teams begin with."""
    rows = apps.get_model("lms_complaints", "Category").objects
    for name, name_en in KINDS:
        rows.get_or_create(name=name, defaults={"name_en": name_en})


class Migration(migrations.Migration):

    dependencies = [("lms_complaints", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
