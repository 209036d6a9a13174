package io.trebuchet.storage;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.exceptions.InfluxException;
import io.trebuchet.metrics.Emission;
import java.io.IOException;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes over InfluxDB's version 2 protocol, to the embedded QuestDB and to external servers alike.
 * A batch sent again is stored once, however often it arrives.
 */
public final class InfluxStore implements MetricStore {
  private final String kind;
  private final InfluxSettings settings;
  private final @Nullable EmbeddedQuestDb database;
  private final InfluxDBClient client;
  private final WriteApiBlocking writes;
  private final LineProtocol encoder = LineProtocol.create();

  private InfluxStore(String kind, InfluxSettings settings, @Nullable EmbeddedQuestDb database) {
    this.kind = kind;
    this.settings = settings;
    this.database = database;
    client = client(settings);
    writes = client.getWriteApiBlocking();
  }

  /** InfluxDB's own client of a server, logged in. */
  public static InfluxDBClient client(InfluxSettings settings) {
    return InfluxDBClientFactory.create(
        InfluxDBClientOptions.builder()
            .url(settings.url().toString())
            .org(settings.org())
            .bucket(settings.bucket())
            .okHttpClient(
                new OkHttpClient.Builder()
                    .followRedirects(false)
                    .followSslRedirects(false)
                    .addInterceptor(InfluxStore::acknowledged)
                    .addInterceptor(chain -> chain.proceed(sent(chain.request(), settings)))
                    .callTimeout(settings.timeout())
                    .connectTimeout(settings.timeout())
                    .readTimeout(settings.timeout())
                    .writeTimeout(settings.timeout())
                    .addInterceptor(chain -> chain.proceed(signed(chain.request(), settings))))
            .build());
  }

  /** Not by the client's own means, which compress at a level that is slower than a network. */
  private static Request sent(Request request, InfluxSettings settings) throws IOException {
    RequestBody body = request.body();
    if (!settings.gzip() || body == null || !request.url().encodedPath().endsWith("/write")) {
      return request;
    }
    Buffer text = new Buffer();
    body.writeTo(text);
    return request
        .newBuilder()
        .header(Gzip.HEADER, Gzip.WORD)
        .method(
            request.method(), RequestBody.create(Gzip.of(text.readByteArray()), body.contentType()))
        .build();
  }

  /** Not by the client's own means, which know no user with a password. */
  private static Request signed(Request request, InfluxSettings settings) {
    return settings
        .authorization()
        .map(value -> request.newBuilder().header("Authorization", value).build())
        .orElse(request);
  }

  /**
   * A store on a database in this process. Closing the store waits until all its writes can be
   * read, but leaves the database open.
   */
  public static InfluxStore embedded(EmbeddedQuestDb database) {
    return new InfluxStore("questdb", database.settings(), database);
  }

  /** A store on an external InfluxDB 2 or QuestDB that is ready for our measurements. */
  static InfluxStore external(InfluxSettings settings, HttpCalls calls) {
    calls.close();
    return new InfluxStore("influx", settings, null);
  }

  @Override
  public String kind() {
    return kind;
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
    try {
      writes.writeRecord(WritePrecision.NS, batch.text());
    } catch (InfluxException e) {
      throw Refusal.of(settings.url(), e.status(), words(e), batch, e);
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
  public void close() throws StoreException {
    client.close();
    if (database != null) {
      database.awaitApplied();
    }
  }
}
