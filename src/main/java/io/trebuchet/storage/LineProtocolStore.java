package io.trebuchet.storage;

import io.trebuchet.metrics.Emission;
import java.util.List;

/** A store that takes rows as line protocol. */
abstract class LineProtocolStore implements MetricStore {
  private final String kind;
  private final LineProtocol encoder = LineProtocol.create();

  LineProtocolStore(String kind) {
    this.kind = kind;
  }

  @Override
  public final String kind() {
    return kind;
  }

  @Override
  public final Batch encode(List<Emission> emissions) {
    return encoder.encode(emissions);
  }
}
