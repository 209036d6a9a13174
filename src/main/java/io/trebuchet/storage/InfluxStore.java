package io.trebuchet.storage;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.exceptions.InfluxException;
import io.trebuchet.storage.StoreException.Fault;
import java.io.IOException;
import java.util.Map;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Writes over InfluxDB's version 2 protocol, to the embedded QuestDB and to external servers alike.
 * A batch sent again is stored once, however often it arrives.
 */
public final class InfluxStore extends LineProtocolStore {
  private final InfluxSettings settings;
  private final @Nullable EmbeddedQuestDb database;
  private final @Nullable StoreIdentity identity;
  private final InfluxDBClient client;
  private final WriteApiBlocking writes;

  private InfluxStore(
      String kind,
      InfluxSettings settings,
      @Nullable EmbeddedQuestDb database,
      @Nullable StoreIdentity identity) {
    super(kind);
    this.settings = settings;
    this.database = database;
    this.identity = identity;
    client = client(settings, identity);
    writes = client.getWriteApiBlocking();
  }

  /** InfluxDB's own client of a server, logged in. */
  public static InfluxDBClient client(InfluxSettings settings) {
    return client(settings, null);
  }

  private static InfluxDBClient client(InfluxSettings settings, @Nullable StoreIdentity identity) {
    OkHttpClient http = WriteClient.builder(settings, identity).build();
    if (identity != null) {
      // It asks over the same connections, but not as InfluxDB's client does.
      identity.of(http);
    }
    return InfluxDBClientFactory.create(
        InfluxDBClientOptions.builder()
            .url(settings.url().toString())
            .org(settings.org())
            .bucket(settings.bucket())
            .okHttpClient(http.newBuilder().addInterceptor(InfluxStore::acknowledged))
            .build());
  }

  /** Where such a server takes lines. */
  static String path(InfluxSettings settings) {
    return HttpCalls.path(
        "/api/v2/write",
        Map.of("org", settings.org(), "bucket", settings.bucket(), "precision", "ns"));
  }

  /**
   * A store on a database in this process. Closing the store waits until all its writes can be
   * read, but leaves the database open.
   */
  public static InfluxStore embedded(EmbeddedQuestDb database) {
    RunMarker marker = database.marker();
    InfluxSettings settings = database.settings();
    return new InfluxStore(
        "questdb",
        settings,
        database,
        marker == null ? null : StoreIdentity.embedded(marker, settings));
  }

  /** A store on an external InfluxDB 2 or QuestDB that is ready for our measurements. */
  static InfluxStore external(
      InfluxSettings settings, HttpCalls calls, @Nullable StoreIdentity identity) {
    calls.close();
    return new InfluxStore("influx", settings, null, identity);
  }

  @Override
  public void write(Batch batch) throws StoreException {
    if (batch.text().isEmpty()) {
      return;
    }
    if (database != null) {
      database.awaitWrite();
    }
    try {
      if (identity == null) {
        writes.writeRecord(WritePrecision.NS, batch.text());
      } else {
        String text = identity.renewed(batch.text());
        identity.write(() -> proven(text));
      }
    } catch (InfluxException e) {
      StoreException refusal = Refusal.of(settings.url(), e.status(), words(e), batch, e);
      if (database != null && (e.status() >= 500 || refusal.fault() == Fault.DISK_FULL)) {
        database.broke();
      }
      throw refusal;
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw Refusal.of(settings.url(), 0, String.valueOf(e), batch, e);
    }
  }

  private void proven(String text) throws StoreIdentity.UnprovenException {
    try {
      writes.writeRecord(WritePrecision.NS, text);
    } catch (InfluxException e) {
      if (e.getCause() instanceof StoreIdentity.UnprovenException unproven) {
        throw unproven;
      }
      throw e;
    }
  }

  /** The client takes any success for an acknowledgement. */
  private static Response acknowledged(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    if (response.isSuccessful() && response.code() != Refusal.STORED) {
      int status = response.code();
      response.close();
      throw new IOException(
          "a write was answered with status " + status + ", as no InfluxDB and no QuestDB does");
    }
    return response;
  }

  /** The client's message leaves out an answer whose form it does not know. */
  private static String words(InfluxException e) {
    String message = String.valueOf(e.getMessage());
    String body = String.valueOf(e.errorBody());
    return body.length() <= 2 || message.contains(body) ? message : message + " " + body;
  }

  @Override
  public boolean needsForcing() {
    return database != null;
  }

  @Override
  public void force() throws StoreException {
    if (database != null) {
      database.force();
    }
  }

  @Override
  public void close() throws StoreException {
    client.close();
    if (database != null) {
      database.awaitApplied();
    }
  }
}
