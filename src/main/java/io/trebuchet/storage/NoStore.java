package io.trebuchet.storage;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.MetricBlock;
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
  public Batch encode(List<Emission> emissions) {
    long steps = 0;
    long events = 0;
    for (Emission emission : emissions) {
      if (emission instanceof MetricBlock) {
        steps += emission.rows();
      } else {
        events += emission.rows();
      }
    }
    return new Batch("", steps, events);
  }

  @Override
  public void write(Batch batch) {}

  @Override
  public void close() {}
}
