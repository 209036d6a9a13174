#!/bin/bash
# Runs once, when InfluxDB 2 sets itself up: opens the bucket to InfluxQL, and to Grafana for reading only.
set -euo pipefail
influx v1 dbrp create --org "$DOCKER_INFLUXDB_INIT_ORG" --bucket-id "$DOCKER_INFLUXDB_INIT_BUCKET_ID" \
  --db trebuchet --rp autogen --default
influx v1 auth create --org "$DOCKER_INFLUXDB_INIT_ORG" --read-bucket "$DOCKER_INFLUXDB_INIT_BUCKET_ID" \
  --username grafana --password "$GRAFANA_PASSWORD"
