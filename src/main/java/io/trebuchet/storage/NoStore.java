package io.trebuchet.storage;

import io.trebuchet.metrics.Emission;
import java.util.List;

/** Acknowledges everything and keeps nothing. */
public final class NoStore implements MetricStore {
  private NoStore() {}

  /** A store that keeps nothing. */
  public static NoStore create() {
    return new NoStore();
  }

  @Override
  public String kind() {
    return "none";
  }

  @Override
  public boolean keeps() {
    return false;
  }

  @Override
  public Batch encode(List<Emission> emissions) {
    return Batch.of("", emissions);
  }

  @Override
  public void write(Batch batch) {}

  @Override
  public void close() {}
}
