from django.contrib.auth import get_user_model
from django.db.models.signals import post_save
from django.dispatch import receiver


@receiver(post_save, sender=get_user_model())
def give_badge(sender, **kwargs):
    """Run whether the plugin is on or off."""
