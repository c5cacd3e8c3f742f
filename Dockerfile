# One image for each service: docker build --build-arg SERVICE=auth_service --tag admin-kiosk/auth-service .

FROM python:3.11-slim AS packages
ARG SERVICE
RUN python -m venv --without-pip /opt/venv
COPY requirements/${SERVICE}.txt /requirements.txt
RUN pip --python /opt/venv/bin/python install --no-cache-dir --no-compile --require-hashes --no-deps --requirement /requirements.txt
# torch, which trains ai_service's models: its CPU build comes from an index of its own. Without it models only score.
ARG TRAINING=1
ARG TORCH_INDEX_URL=https://download.pytorch.org/whl/cpu
COPY requirements/torch.txt /torch.txt
RUN if [ "$SERVICE" = ai_service ] && [ "$TRAINING" = 1 ]; then \
      pip --python /opt/venv/bin/python install --no-cache-dir --no-compile --no-deps --index-url "$TORCH_INDEX_URL" \
        --requirement /torch.txt; \
    fi

FROM packages AS program
ARG SERVICE
COPY common /app/common
COPY ${SERVICE} /app/${SERVICE}
# Bytecode is made here: the file system of a running container is read-only.
RUN /opt/venv/bin/python -m compileall -q /app /opt/venv/lib

FROM python:3.11-slim
ARG SERVICE
# A volume for models takes its owner from the folder that it is mounted on.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin admin-kiosk \
    && install --directory --owner=admin-kiosk /models
COPY --from=program /opt/venv /opt/venv
COPY --from=program /app /app
WORKDIR /app
ENV SERVICE=${SERVICE} \
    PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    APP_ENV=production \
    SERVICE_HOST=0.0.0.0 \
    PROMETHEUS_MULTIPROC_DIR=/tmp/metrics
USER 10001
# Of what serves; workers have one of their own. Patient, as all start at once, perhaps on a small or busy machine.
HEALTHCHECK --interval=10s --timeout=10s --start-period=300s --retries=6 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['SERVICE_PORT']}/readyz\", timeout=8)"]
CMD ["sh", "-c", "exec python -m common.run serve \"$SERVICE\""]
