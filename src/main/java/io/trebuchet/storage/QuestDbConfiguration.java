package io.trebuchet.storage;

import io.questdb.BuildInformationHolder;
import io.questdb.PropServerConfiguration;
import io.questdb.ServerConfigurationException;
import io.questdb.cutlass.json.JsonException;
import io.questdb.log.LogFactory;
import io.questdb.mp.WorkerPoolConfiguration;
import io.questdb.std.FilesFacade;
import io.questdb.std.datetime.microtime.MicrosecondClockImpl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/** QuestDB's settings for a guest in our process: little disk, few threads, no telemetry. */
final class QuestDbConfiguration {
  private static final String MIME_TYPES = "mime.types";

  /** What a query over the network may take; not one of this process. */
  private static final Duration QUERY_LIMIT = Duration.ofSeconds(60);

  private static final int OWNER_ONLY = 0700;

  /** On each port; far above the share of those that have not logged in. */
  static final int CONNECTIONS = 256;

  private QuestDbConfiguration() {}

  /**
   * Settings of a database in a directory, whose servers listen on 127.0.0.1.
   *
   * @param access who may use them
   * @param files its way to the disk
   */
  static PropServerConfiguration of(Path directory, QuestDbAccess access, FilesFacade files)
      throws StoreException {
    try {
      Path conf = PrivateFiles.directory(directory.resolve("conf"));
      PrivateFiles.directory(QuestDbForcing.db(directory));
      try (InputStream types =
          PropServerConfiguration.class.getResourceAsStream("/io/questdb/site/conf/mime.types")) {
        if (types != null) {
          AtomicFile.replaceUnforced(
              conf.resolve(MIME_TYPES), ByteBuffer.wrap(types.readAllBytes()));
        }
      }
      return new PropServerConfiguration(
          directory.toString(),
          properties(),
          Map.of(),
          LogFactory.getLog("questdb"),
          new BuildInformationHolder(),
          files,
          MicrosecondClockImpl.INSTANCE,
          (configuration, engine, parts) -> access);
    } catch (IOException e) {
      throw new StoreException("cannot write to the database directory " + directory, e);
    } catch (ServerConfigurationException | JsonException e) {
      throw new StoreException("QuestDB refuses its settings: " + e.getMessage(), e);
    }
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("http.bind.to", "127.0.0.1:0");
    properties.setProperty("pg.net.bind.to", "127.0.0.1:0");
    properties.setProperty("pg.net.connection.limit", Integer.toString(CONNECTIONS));
    properties.setProperty("http.net.connection.limit", Integer.toString(CONNECTIONS));
    for (String key :
        new String[] {
          "http.min.enabled",
          "line.tcp.enabled",
          "line.udp.enabled",
          "cairo.mat.view.enabled",
          "metrics.enabled",
          "telemetry.enabled",
          "config.reload.enabled",
          "http.server.cookies.enabled",
        }) {
      properties.setProperty(key, "false");
    }
    properties.setProperty("telemetry.disable.completely", "true");
    // Of the machine's memory: a query that wants more fails, not the process.
    properties.setProperty("ram.usage.limit.percent", "25");
    // How many rows a query may pass between two looks at that limit.
    properties.setProperty("circuit.breaker.throttle", "20000");
    // Statements lie in Java's memory, which the trials share.
    properties.setProperty(
        "cairo.sql.string.function.buffer.max.size", Integer.toString(QuestDbBoundedText.LONGEST));
    properties.setProperty("pg.recv.buffer.size", "64K");
    properties.setProperty("pg.named.statement.limit", "256");
    properties.setProperty("pg.select.cache.enabled", "false");
    properties.setProperty("query.timeout", QUERY_LIMIT.toSeconds() + "s");
    for (String key :
        new String[] {
          "cairo.mkdir.mode", "cairo.detached.mkdir.mode", "cairo.sql.backup.mkdir.mode",
        }) {
      properties.setProperty(key, Integer.toString(OWNER_ONLY));
    }
    // A table's every column is a file that grows by a page, and a page is 16 MB by default.
    for (String key :
        new String[] {
          "cairo.writer.data.append.page.size",
          "cairo.wal.writer.data.append.page.size",
          "cairo.o3.column.memory.size",
          "cairo.writer.data.index.value.append.page.size",
        }) {
      properties.setProperty(key, "128K");
    }
    for (String key :
        new String[] {
          "cairo.writer.data.index.key.append.page.size",
          "cairo.wal.writer.event.append.page.size",
          "cairo.system.writer.data.append.page.size",
          "cairo.system.wal.writer.data.append.page.size",
          "cairo.system.wal.writer.event.append.page.size",
          "cairo.system.o3.column.memory.size",
        }) {
      properties.setProperty(key, "64K");
    }
    return properties;
  }

  /** Threads that spin little before they sleep, since the trials want the cores. */
  static WorkerPoolConfiguration pool(String name, int workers, long sleepMillis) {
    return new WorkerPoolConfiguration() {
      @Override
      public String getPoolName() {
        return "questdb-" + name;
      }

      @Override
      public int getWorkerCount() {
        return workers;
      }

      @Override
      public boolean isDaemonPool() {
        return true;
      }

      @Override
      public long getYieldThreshold() {
        return 10;
      }

      @Override
      public long getNapThreshold() {
        return 20;
      }

      @Override
      public long getSleepThreshold() {
        return 50;
      }

      @Override
      public long getSleepTimeout() {
        return sleepMillis;
      }
    };
  }
}
