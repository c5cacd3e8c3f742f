"""Composes ai_service."""

from zoneinfo import ZoneInfo

from ai_service.config import Settings
from ai_service.consumers import background_work
from ai_service.forecasting import forecasting_workers, nightly_forecast
from ai_service.gateways.kiosk_states import KioskService
from ai_service.gateways.payments import PaymentService
from ai_service.gateways.task_queue import CeleryQueue, new_celery
from ai_service.messages import MESSAGES
from ai_service.models import Base
from ai_service.registry.files import ModelFiles
from ai_service.routes import incidents, models, predict, recommendations, scores
from ai_service.services.champion import Champion
from ai_service.services.cycle import Cycle
from ai_service.tasks import handing_out, register_tasks, run_worker
from ai_service.telemetry import prepare_partitions, scoring_workers
from common.service import Service
from common.service_client import ServiceClient


def create_app(settings: Settings | None = None) -> Service:
    settings = settings or Settings.load()
    app = Service("ai_service", settings, messages=MESSAGES)
    app.use_database(Base.metadata, settings)
    app.extensions["settings"] = settings
    app.extensions["model_files"] = ModelFiles(settings.models_dir)
    client = ServiceClient(
        "ai_service", "payment_service", settings.payment_url, settings.internal_secret.get_secret_value()
    )
    source = PaymentService(client, settings.time_zone)
    app.workers += background_work(app, source, ZoneInfo(settings.time_zone))
    champion = app.extensions["champion"] = Champion(app.extensions["model_files"])
    app.bootstrap.append(lambda: prepare_partitions(app))
    app.workers += scoring_workers(app, champion, settings.telemetry_shards, ZoneInfo(settings.time_zone))
    celery = app.extensions["celery"] = new_celery(settings)
    queue = CeleryQueue(celery)
    forecast = nightly_forecast(ZoneInfo(settings.time_zone), settings.country or None)
    register_tasks(celery, app, Cycle(app.extensions["model_files"], app.redis), [forecast])
    app.task_worker = lambda: run_worker(celery, app)
    app.workers += handing_out(app, queue)
    states = KioskService(
        ServiceClient("ai_service", "kiosk_service", settings.kiosk_url, settings.internal_secret.get_secret_value())
    )
    app.workers += forecasting_workers(app, queue, states, source, ZoneInfo(settings.time_zone))
    for blueprint in (predict.bp, recommendations.bp, models.bp, incidents.bp, scores.bp):
        app.register_blueprint(blueprint)
    return app
