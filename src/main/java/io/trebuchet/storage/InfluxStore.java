package io.trebuchet.storage;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.exceptions.InfluxException;
import io.trebuchet.metrics.Emission;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Writes over InfluxDB's version 2 protocol, to the embedded QuestDB and to external servers alike.
 * A batch that the network or the server failed to take is sent again as the same bytes, which
 * stores it once however often it arrives.
 */
public final class InfluxStore implements MetricStore {
  private static final int ATTEMPTS = 6;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

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
    client =
        InfluxDBClientFactory.create(
            InfluxDBClientOptions.builder()
                .url(settings.url().toString())
                .authenticateToken(settings.token().toCharArray())
                .org(settings.org())
                .bucket(settings.bucket())
                .okHttpClient(
                    new OkHttpClient.Builder()
                        .connectTimeout(settings.timeout())
                        .readTimeout(settings.timeout())
                        .writeTimeout(settings.timeout()))
                .build());
    writes = client.getWriteApiBlocking();
  }

  /**
   * A store on a database in this process. Closing the store waits until all its writes can be
   * read, but leaves the database open.
   */
  public static InfluxStore embedded(EmbeddedQuestDb database) {
    return new InfluxStore("questdb", InfluxSettings.local(database.httpPort()), database);
  }

  /**
   * A store on an external InfluxDB or QuestDB.
   *
   * @throws StoreException if the server does not answer or refuses us
   */
  public static InfluxStore external(InfluxSettings settings) throws StoreException {
    InfluxServer.check(settings);
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
    for (int attempt = 1; ; attempt++) {
      try {
        writes.writeRecord(WritePrecision.NS, batch.text());
        return;
      } catch (InfluxException e) {
        if (!isTransient(e)) {
          throw Refusal.of(settings, batch, e);
        }
        if (attempt == ATTEMPTS) {
          throw new StoreException(
              "%s did not take a batch of %d rows in %d attempts: %s"
                  .formatted(
                      settings.url(),
                      batch.stepRows() + batch.eventRows(),
                      ATTEMPTS,
                      e.getMessage()),
              e);
        }
        pause(attempt, e);
      }
    }
  }

  /** No answer at all, too many requests, or a fault of the server's own. */
  private static boolean isTransient(InfluxException e) {
    return e.status() == 0 || e.status() == 429 || e.status() >= 500;
  }

  /** Doubles from attempt to attempt, with jitter, and gives up when the thread is interrupted. */
  private static void pause(int attempt, InfluxException cause) throws StoreException {
    long nanos = FIRST_PAUSE.toNanos() << (attempt - 1);
    LockSupport.parkNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos));
    if (Thread.currentThread().isInterrupted()) {
      throw new StoreException("interrupted while waiting to send a batch again", cause);
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
