from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from tests.plugins.careless.badges.models import Badge

register_permission_policy(Badge, ModelPermissionPolicy(Badge))
