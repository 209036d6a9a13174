package io.trebuchet.storage;

import io.trebuchet.metrics.Emission;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes to InfluxDB 1.x, at the address that its first versions have. */
public final class InfluxOneStore implements MetricStore {
  private final InfluxSettings settings;
  private final HttpCalls calls;
  private final String path;
  private final LineProtocol encoder = LineProtocol.create();

  private InfluxOneStore(InfluxSettings settings, HttpCalls calls) {
    this.settings = settings;
    this.calls = calls;
    this.path = HttpCalls.path("/write", Map.of("db", settings.bucket(), "precision", "ns"));
  }

  static InfluxOneStore create(InfluxSettings settings, HttpCalls calls) {
    return new InfluxOneStore(settings, calls);
  }

  @Override
  public String kind() {
    return "influx";
  }

  @Override
  public Batch encode(List<Emission> emissions) {
    return encoder.encode(emissions);
  }

  @Override
  public void write(Batch batch) throws StoreException {
    if (batch.text().isEmpty()) {
      return;
    }
    byte[] text = batch.text().getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        settings.gzip()
            ? calls.post(path, Gzip.of(text), Map.of(Gzip.HEADER, Gzip.WORD))
            : calls.post(path, text);
    if (answer.statusCode() != Refusal.STORED) {
      throw Refusal.of(settings.url(), answer.statusCode(), answer.body(), batch, null);
    }
  }

  @Override
  public void close() {
    calls.close();
  }
}
