package io.trebuchet.storage;

import io.questdb.FreeOnExit;
import io.questdb.PropServerConfiguration;
import io.questdb.ServerMain;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.ColumnIndexerJob;
import io.questdb.cairo.ColumnTaskJob;
import io.questdb.cairo.O3CopyJob;
import io.questdb.cairo.O3OpenColumnJob;
import io.questdb.cairo.O3PartitionJob;
import io.questdb.cairo.O3PartitionPurgeJob;
import io.questdb.cairo.wal.ApplyWal2TableJob;
import io.questdb.cairo.wal.CheckWalTransactionsJob;
import io.questdb.cairo.wal.WalPurgeJob;
import io.questdb.cutlass.parquet.CopyExportRequestJob;
import io.questdb.mp.WorkerPool;
import io.questdb.mp.WorkerPoolUtils;
import io.questdb.std.Unsafe;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of an embedded database: engine, threads and servers. Composed from QuestDB's parts
 * rather than started by its {@code ServerMain}, which prints to the terminal, unpacks a web site
 * and keeps a dozen threads awake.
 */
final class QuestDbLife {
  private static final Logger LOG = LoggerFactory.getLogger(QuestDbLife.class);
  private static final int SLEEP_MILLIS = 50;

  private final Path directory;
  private final QuestDbAccess access;
  private final PropServerConfiguration config;
  private final FreeOnExit parts = new FreeOnExit();
  private final CairoEngine engine;
  private final WorkerPool workers;
  private final QuestDbForcing forcing;
  private @Nullable QuestDbServers servers;

  private QuestDbLife(Path directory, Credentials credentials) throws StoreException {
    this.directory = directory;
    access = QuestDbAccess.of(credentials);
    ForcedState forced = QuestDbForcing.prepare(directory);
    NotedFiles files = new NotedFiles();
    config = QuestDbConfiguration.of(directory, access, files);
    Unsafe.setRssMemLimit(config.getMemoryConfiguration().getResolvedRamUsageLimitBytes());
    engine = parts.register(new QuestDbEngine(config.getCairoConfiguration()));
    workers = new WorkerPool(QuestDbConfiguration.pool("engine", 1, SLEEP_MILLIS));
    try {
      config.init(engine, parts);
      engine.load();
      forcing = QuestDbForcing.of(directory, files, engine, forced);
      assignJobs();
      engine.getMetadataCache().onStartupAsyncHydrator();
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
    workers.start();
  }

  /** Begins one on a directory that this process has locked. */
  static QuestDbLife begin(Path directory, Credentials credentials) throws StoreException {
    return new QuestDbLife(directory, credentials);
  }

  /** Has it listen. */
  void listen(PortChoice http, PortChoice pg) throws StoreException {
    servers = QuestDbServers.start(config, access, engine, http, pg);
  }

  private void assignJobs() {
    QuestDbLog.assignTo(workers);
    workers.assign(new ServerMain.EngineMaintenanceJob(engine));
    WorkerPoolUtils.setupQueryJobs(workers, engine);
    // Not among them: the purge of columns that an UPDATE replaced, which we never do.
    workers.assign(new O3PartitionPurgeJob(engine, 1));
    workers.assign(new ColumnIndexerJob(engine.getMessageBus()));
    workers.assign(new O3PartitionJob(engine.getMessageBus()));
    workers.assign(new O3OpenColumnJob(engine.getMessageBus()));
    workers.assign(new O3CopyJob(engine.getMessageBus()));
    workers.assign(new ColumnTaskJob(engine.getMessageBus()));
    workers.assign(new CheckWalTransactionsJob(engine));
    WalPurgeJob purge = new WalPurgeJob(engine);
    engine.setWalPurgeJobRunLock(purge.getRunLock());
    purge.delayByHalfInterval();
    workers.assign(purge);
    workers.freeOnExit(purge);
    ApplyWal2TableJob apply = new ApplyWal2TableJob(engine, 0);
    workers.assign(0, apply);
    workers.freeOnExit(apply);
    workers.assign(0, forcing);
    CopyExportRequestJob export = new CopyExportRequestJob(engine);
    workers.assign(0, export);
    workers.freeOnExit(export);
  }

  CairoEngine engine() {
    return engine;
  }

  QuestDbForcing forcing() {
    return forcing;
  }

  int httpPort() {
    return servers == null ? 0 : servers.httpPort();
  }

  int pgPort() {
    return servers == null ? 0 : servers.pgPort();
  }

  /**
   * Ends it; what is not applied yet is applied in the next life.
   *
   * @param forced whether to force what there is first
   */
  void end(boolean forced) {
    try {
      if (forced) {
        forcing.end();
      } else {
        forcing.giveUp();
      }
    } catch (StoreException e) {
      // The next process does it.
      LOG.warn("{} ends with rows that are not forced to the disk", directory, e);
    }
    engine.signalClose();
    boolean ended = servers == null || servers.close();
    workers.halt();
    if (ended) {
      parts.close();
    }
  }
}
