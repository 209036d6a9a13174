package io.trebuchet.storage;

import java.io.IOException;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Writes to InfluxDB 1.x, at the address that its first versions have. */
public final class InfluxOneStore extends LineProtocolStore {
  private static final MediaType TEXT = MediaType.get("text/plain; charset=utf-8");

  private final InfluxSettings settings;
  private final @Nullable StoreIdentity identity;
  private final OkHttpClient client;
  private final String target;

  private InfluxOneStore(InfluxSettings settings, String target, @Nullable StoreIdentity identity) {
    super("influx");
    this.settings = settings;
    this.identity = identity;
    this.target = target;
    client = WriteClient.builder(settings, identity).build();
    if (identity != null) {
      identity.of(client);
    }
  }

  static InfluxOneStore create(
      InfluxSettings settings, HttpCalls calls, @Nullable StoreIdentity identity) {
    calls.close();
    return new InfluxOneStore(settings, calls.address() + path(settings), identity);
  }

  /** Where such a server takes lines. */
  static String path(InfluxSettings settings) {
    return HttpCalls.path("/write", Map.of("db", settings.bucket(), "precision", "ns"));
  }

  @Override
  public void write(Batch batch) throws StoreException {
    if (batch.text().isEmpty()) {
      return;
    }
    try {
      if (identity == null) {
        post(batch, batch.text());
      } else {
        String text = identity.renewed(batch.text());
        identity.write(() -> post(batch, text));
      }
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw Refusal.of(settings.url(), 0, String.valueOf(e), batch, e);
    }
  }

  private void post(Batch batch, String text) throws IOException {
    Request request =
        new Request.Builder().url(target).post(RequestBody.create(text, TEXT)).build();
    try (Response answer = client.newCall(request).execute()) {
      if (answer.code() != Refusal.STORED) {
        String said = answer.body() == null ? "" : answer.body().string();
        throw Refusal.of(settings.url(), answer.code(), said, batch, null);
      }
    }
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
