package io.trebuchet.storage;

import io.questdb.FreeOnExit;
import io.questdb.PropServerConfiguration;
import io.questdb.ServerMain;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CairoException;
import io.questdb.cairo.ColumnIndexerJob;
import io.questdb.cairo.ColumnTaskJob;
import io.questdb.cairo.O3CopyJob;
import io.questdb.cairo.O3OpenColumnJob;
import io.questdb.cairo.O3PartitionJob;
import io.questdb.cairo.O3PartitionPurgeJob;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.sql.RecordCursor;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.cairo.wal.ApplyWal2TableJob;
import io.questdb.cairo.wal.CheckWalTransactionsJob;
import io.questdb.cairo.wal.WalPurgeJob;
import io.questdb.cutlass.parquet.CopyExportRequestJob;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContextImpl;
import io.questdb.mp.WorkerPool;
import io.questdb.mp.WorkerPoolUtils;
import io.questdb.std.Unsafe;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A QuestDB in this process, on a directory of its own. Composed from QuestDB's parts rather than
 * started by its {@code ServerMain}, which prints to the terminal, unpacks a web site and keeps a
 * dozen threads awake. Thread-safe, but for {@link #close}.
 */
public final class EmbeddedQuestDb implements AutoCloseable {
  private static final int SLEEP_MILLIS = 50;

  private final Path directory;
  private final DirectoryLock lock;
  private final Credentials credentials;
  private final QuestDbAccess access;
  private final PropServerConfiguration config;
  private final FreeOnExit parts = new FreeOnExit();
  private final CairoEngine engine;
  private final WorkerPool workers;
  private @Nullable QuestDbServers servers;
  private boolean closed;

  private EmbeddedQuestDb(
      Path directory, DirectoryLock lock, Credentials credentials, int httpPort, int pgPort)
      throws StoreException {
    this.directory = directory;
    this.lock = lock;
    this.credentials = credentials;
    access = QuestDbAccess.of(credentials);
    config = QuestDbConfiguration.of(directory, access, httpPort, pgPort);
    Unsafe.setRssMemLimit(config.getMemoryConfiguration().getResolvedRamUsageLimitBytes());
    engine = parts.register(new QuestDbEngine(config.getCairoConfiguration()));
    workers = new WorkerPool(QuestDbConfiguration.pool("engine", 1, SLEEP_MILLIS));
    try {
      config.init(engine, parts);
      engine.load();
      assignJobs();
      engine.getMetadataCache().onStartupAsyncHydrator();
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
    workers.start();
  }

  /**
   * Starts a database with its servers and makes sure that our tables exist. Takes about a second;
   * may run beside other work.
   *
   * @param credentials the logins to it; nobody else gets in
   * @param http where to listen for line protocol and for queries over HTTP
   * @param pg where to listen for the PostgreSQL wire protocol
   * @throws StoreException if the directory is in use or a required port is taken
   */
  public static EmbeddedQuestDb start(
      DatabaseFolder folder, Credentials credentials, PortChoice http, PortChoice pg)
      throws StoreException {
    EmbeddedQuestDb database = create(folder.path(), credentials, http.resolve(), pg.resolve());
    try {
      database.createTables();
      database.servers = QuestDbServers.start(database.config, database.access, database.engine);
      return database;
    } catch (StoreException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * The same for this process alone: nobody else learns its logins.
   *
   * @throws StoreException if the directory is in use or a required port is taken
   */
  public static EmbeddedQuestDb start(DatabaseFolder folder, PortChoice http, PortChoice pg)
      throws StoreException {
    return start(folder, Credentials.random(), http, pg);
  }

  /** The same on a folder that must be ours. */
  public static EmbeddedQuestDb start(
      Path directory, Credentials credentials, PortChoice http, PortChoice pg)
      throws StoreException {
    return start(DatabaseFolder.of(directory, false), credentials, http, pg);
  }

  /** The same on a folder that must be ours, for this process alone. */
  public static EmbeddedQuestDb start(Path directory, PortChoice http, PortChoice pg)
      throws StoreException {
    return start(DatabaseFolder.of(directory, false), http, pg);
  }

  /**
   * Opens a database for reading in this process, without servers; what was acknowledged but not
   * yet applied is applied first.
   *
   * @throws StoreException if there is no database or it is in use
   */
  public static EmbeddedQuestDb open(DatabaseFolder folder) throws StoreException {
    Path directory = folder.path();
    if (!Files.isDirectory(directory)) {
      throw new StoreException(
          "there is no database at %s: the run was stored elsewhere, see its manifest.json"
              .formatted(directory),
          null);
    }
    EmbeddedQuestDb database = create(directory, Credentials.random(), 0, 0);
    try {
      database.createTables();
      database.awaitApplied();
      return database;
    } catch (StoreException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static EmbeddedQuestDb create(
      Path directory, Credentials credentials, int httpPort, int pgPort) throws StoreException {
    QuestDbLog.install();
    DirectoryLock lock = DirectoryLock.acquire(directory);
    try {
      return new EmbeddedQuestDb(directory, lock, credentials, httpPort, pgPort);
    } catch (StoreException e) {
      lock.close();
      throw e;
    } catch (RuntimeException e) {
      lock.close();
      throw failed("open the database " + directory, e);
    }
  }

  private void createTables() throws StoreException {
    for (String statement : QuestDbTables.creation()) {
      execute(statement);
    }
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
    CopyExportRequestJob export = new CopyExportRequestJob(engine);
    workers.assign(0, export);
    workers.freeOnExit(export);
  }

  /** The directory it lives in. */
  public Path directory() {
    return directory;
  }

  /** The port of the HTTP server; 0 without servers. */
  public int httpPort() {
    return servers == null ? 0 : servers.httpPort();
  }

  /** The port of the PostgreSQL server; 0 without servers. */
  public int pgPort() {
    return servers == null ? 0 : servers.pgPort();
  }

  /** How to reach its HTTP server, as its owner. */
  public InfluxSettings settings() {
    return InfluxSettings.local(httpPort(), credentials.owner());
  }

  /** The engine behind it, for what has no statement in SQL. */
  CairoEngine engine() {
    return engine;
  }

  /** Runs a statement that returns no rows. */
  public void execute(String sql) throws StoreException {
    try (SqlExecutionContextImpl context = context()) {
      engine.execute(sql, context);
    } catch (SqlException | CairoException e) {
      throw failed("run " + sql, e);
    } catch (InternalError e) {
      throw damaged(e);
    }
  }

  /** Hands each row of a query to a reader. */
  void query(String sql, RowReader reader) throws StoreException {
    try (SqlExecutionContextImpl context = context();
        RecordCursorFactory factory = engine.select(sql, context);
        RecordCursor cursor = factory.getCursor(context)) {
      Record row = cursor.getRecord();
      while (cursor.hasNext()) {
        reader.read(row);
      }
    } catch (SqlException | CairoException e) {
      throw failed("run " + sql, e);
    } catch (InternalError e) {
      throw damaged(e);
    }
  }

  /** Reads the columns of a row, which is reused. */
  interface RowReader {
    void read(Record row) throws StoreException;
  }

  /**
   * Waits until everything acknowledged can be read.
   *
   * @throws StoreException if a table is suspended, or after two minutes
   */
  public void awaitApplied() throws StoreException {
    QuestDbQueries.AppliedCheck check = QuestDbQueries.AppliedCheck.start(directory.toString());
    do {
      check.begin();
      query(
          QuestDbQueries.WAL_TABLES,
          row ->
              check.table(
                  String.valueOf(row.getStrA(0)), row.getBool(1), row.getLong(3) - row.getLong(2)));
    } while (check.isBehind());
  }

  private SqlExecutionContextImpl context() {
    return new SqlExecutionContextImpl(engine, 0).with(AllowAllSecurityContext.INSTANCE);
  }

  /** The JVM's word for a read beyond the end of a file that is mapped into memory. */
  private StoreException damaged(InternalError e) {
    return new StoreException(
        ("the database %s is damaged: one of its files is shorter than it says; take it from a"
                + " copy, or have the run computed again (resume --recompute)")
            .formatted(directory),
        e);
  }

  private static StoreException failed(String what, Exception e) {
    return new StoreException("QuestDB cannot %s: %s".formatted(what, e.getMessage()), e);
  }

  /** Stops the servers and the database; writes not yet applied are applied at the next start. */
  @Override
  public void close() throws StoreException {
    if (closed) {
      return;
    }
    closed = true;
    engine.signalClose();
    boolean ended = servers == null || servers.close();
    workers.halt();
    if (ended) {
      parts.close();
    }
    lock.close();
  }
}
