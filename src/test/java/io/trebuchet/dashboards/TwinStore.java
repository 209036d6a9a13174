package io.trebuchet.dashboards;

import io.trebuchet.metrics.Emission;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.InfluxStore;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.StoreException;
import java.io.IOException;
import java.util.List;

/** Writes the same lines to a QuestDB and to an InfluxDB 1. */
final class TwinStore implements MetricStore {
  private final InfluxStore questDb;
  private final Influxd influx;

  private TwinStore(InfluxStore questDb, Influxd influx) {
    this.questDb = questDb;
    this.influx = influx;
  }

  static TwinStore of(InfluxStore questDb, Influxd influx) {
    return new TwinStore(questDb, influx);
  }

  @Override
  public String kind() {
    return questDb.kind();
  }

  @Override
  public Batch encode(List<Emission> emissions) {
    return questDb.encode(emissions);
  }

  @Override
  public void write(Batch batch) throws StoreException {
    questDb.write(batch);
    try {
      influx.write(batch.text());
    } catch (IOException | InterruptedException e) {
      throw new StoreException("InfluxDB did not take a batch", e);
    }
  }

  @Override
  public void close() throws StoreException {
    questDb.close();
  }
}
