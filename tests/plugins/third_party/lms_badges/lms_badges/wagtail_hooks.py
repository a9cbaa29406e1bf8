from wagtail import hooks


@hooks.register("construct_main_menu")
def mark(request, _items):
    request.badges_hook_ran = True
