from django.urls import path

from plugins.rewards.views import applying, points, shop

urlpatterns = [
    path("", points.mine, name="mine"),
    path("months/<str:month>/", points.statement, name="statement"),
    path("entries/<int:pk>/", points.entry, name="entry"),
    path("apply/", applying.apply, name="apply"),
    path("board/", points.board, name="board"),
    path("board/appear/", points.appear, name="appear"),
    path("people/<uuid:key>/", points.contributor, name="contributor"),
    path("teams/<int:pk>/", points.team, name="team"),
    path("shop/", shop.shop, name="shop"),
    path("shop/<int:pk>/", shop.gift, name="gift"),
    path("shop/<int:pk>/redeem/", shop.redeem, name="redeem"),
    path("redemptions/", shop.my_redemptions, name="redemptions"),
    path("redemptions/<int:pk>/cancel/", shop.cancel, name="cancel"),
    path("redemptions/<int:pk>/voucher/", shop.voucher, name="voucher"),
    path("funds/", shop.team_funds, name="funds"),
    path("funds/<int:pk>/give/", shop.donate, name="donate"),
    path("entries/<int:pk>/take-back/", shop.take_back, name="take_back"),
]
