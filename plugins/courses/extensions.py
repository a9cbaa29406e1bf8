from plugins.courses.views.class_offers import offer_classes

offer_classes()
