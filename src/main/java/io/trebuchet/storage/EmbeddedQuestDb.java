package io.trebuchet.storage;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CairoException;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.sql.RecordCursor;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContextImpl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A QuestDB in this process, on a directory of its own. An engine whose write failed is never asked
 * to write again, but put away for a new one. Thread-safe, but for {@link #close}.
 */
public final class EmbeddedQuestDb implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedQuestDb.class);

  private static final long RESUME_NANOS = 1_000_000_000;
  private static final int MOST_RESUMES = 5;

  /** A sweep of figure 1 has 373 of the process, some of them the JVM's and its libraries'. */
  private static final int MOST_FILES = 512;

  private final Path directory;
  private final DirectoryLock lock;
  private final Credentials credentials;
  private final DatabaseFolder folder;
  private final Room room;

  /** Whoever uses a life reads; whoever puts another in its place writes. */
  private final ReadWriteLock lives = new ReentrantReadWriteLock();

  private @Nullable QuestDbLife life;
  private int httpPort;
  private int pgPort;
  private @Nullable RunMarker marker;
  private boolean closed;
  private volatile boolean broken;
  private volatile long resumed = System.nanoTime();

  private EmbeddedQuestDb(
      DatabaseFolder folder, DirectoryLock lock, Credentials credentials, QuestDbLife life) {
    this.folder = folder;
    this.directory = folder.path();
    this.lock = lock;
    this.credentials = credentials;
    this.life = life;
    room = Room.of(directory);
  }

  /**
   * Starts a database with its servers and makes sure that our tables exist. Takes about a second;
   * may run beside other work.
   *
   * @param credentials the logins to it; nobody else gets in
   * @param marker of the run that writes to it; null for no run or several
   * @param http where to listen for line protocol and for queries over HTTP
   * @param pg where to listen for the PostgreSQL wire protocol
   * @throws StoreException if the directory is in use or a required port is taken
   */
  public static EmbeddedQuestDb start(
      DatabaseFolder folder,
      Credentials credentials,
      @Nullable RunMarker marker,
      PortChoice http,
      PortChoice pg)
      throws StoreException {
    EmbeddedQuestDb database = create(folder, credentials);
    try {
      database.createTables();
      if (marker != null) {
        database.introduce(marker);
      }
      database.listen(http, pg);
      if (marker != null) {
        // Only here, since it takes its time, as listening does.
        database.awaitApplied(table -> table.name().equals(Schema.RUN));
      }
      return database;
    } catch (StoreException | RuntimeException e) {
      // To force what cannot be opened would have its user wait.
      database.broke();
      database.close();
      throw e;
    }
  }

  /** The same for no run in particular. */
  public static EmbeddedQuestDb start(
      DatabaseFolder folder, Credentials credentials, PortChoice http, PortChoice pg)
      throws StoreException {
    return start(folder, credentials, null, http, pg);
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
          String.format(
              Locale.ROOT,
              "there is no database at %s: the run was stored elsewhere, see its manifest.json",
              directory),
          null);
    }
    EmbeddedQuestDb database = create(folder, Credentials.random());
    try {
      database.createTables();
      database.awaitApplied();
      return database;
    } catch (StoreException | RuntimeException e) {
      // To force what cannot be opened would have its user wait.
      database.broke();
      database.close();
      throw e;
    }
  }

  /**
   * Complains before there is anything of a database that cannot be had here.
   *
   * @throws StoreException if the process may open too few files for one
   */
  public static void checkFiles() throws StoreException {
    OpenFiles.check(MOST_FILES, "the embedded database");
  }

  private static EmbeddedQuestDb create(DatabaseFolder folder, Credentials credentials)
      throws StoreException {
    Path directory = folder.path();
    checkFiles();
    if (Files.isDirectory(directory) && !Files.isWritable(directory)) {
      throw new StoreException(
          String.format(
              Locale.ROOT,
              "QuestDB writes where it reads, and cannot in %s: copy the run first (cp -r RUN COPY;"
                  + " chmod -R u+w COPY), and name the copy",
              directory),
          null);
    }
    QuestDbLog.install();
    DirectoryLock lock = DirectoryLock.acquire(directory);
    try {
      return new EmbeddedQuestDb(
          folder, lock, credentials, QuestDbLife.begin(directory, credentials));
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

  /** Before anybody can ask, who would take this for another database otherwise. */
  private void introduce(RunMarker run) throws StoreException {
    marker = run;
    long attempt = attempt(run) + 1;
    execute(run.insertion(attempt, System.currentTimeMillis() * 1_000_000));
  }

  private long attempt(RunMarker run) throws StoreException {
    long[] attempt = {0};
    query(run.sqlQuestion(), row -> attempt[0] = Math.max(0, row.getLong(0)));
    return attempt[0];
  }

  /** What its run is known by here; null if no run said so. */
  @Nullable RunMarker marker() {
    return marker;
  }

  /** The directory it lives in. */
  public Path directory() {
    return directory;
  }

  /** The port of the HTTP server; 0 without servers. */
  public int httpPort() {
    return httpPort;
  }

  /** The port of the PostgreSQL server; 0 without servers. */
  public int pgPort() {
    return pgPort;
  }

  /** How to reach its HTTP server, as its owner. */
  public InfluxSettings settings() {
    return InfluxSettings.local(httpPort(), credentials.owner());
  }

  /** The engine behind it, for what has no statement in SQL. */
  CairoEngine engine() throws StoreException {
    return life().engine();
  }

  private QuestDbLife life() throws StoreException {
    if (life == null) {
      throw new StoreException(
          StoreException.Fault.UNREACHABLE,
          "the database " + directory + " is closed until it can be opened again",
          null);
    }
    return life;
  }

  private void listen(PortChoice http, PortChoice pg) throws StoreException {
    QuestDbLife current = life();
    current.listen(http, pg);
    httpPort = current.httpPort();
    pgPort = current.pgPort();
  }

  /**
   * Before a write: that there is room for it, and that it will not be of an engine whose last
   * write failed, which could end the process.
   *
   * @throws StoreException if the write has to wait
   */
  void awaitWrite() throws StoreException {
    room.check();
    if (broken) {
      lives.writeLock().lock();
      try {
        reopen();
        broken = false;
      } finally {
        lives.writeLock().unlock();
      }
    }
    if (System.nanoTime() - resumed > RESUME_NANOS) {
      resumed = System.nanoTime();
      resume();
    }
  }

  /** After a write that failed in the engine. */
  void broke() {
    broken = true;
  }

  private void reopen() throws StoreException {
    QuestDbLife failed = life;
    life = null;
    try {
      if (failed != null) {
        failed.end(false);
      }
      life = QuestDbLife.begin(directory, credentials);
      life.listen(new PortChoice(httpPort, "a restart"), new PortChoice(pgPort, null));
      pgPort = life.pgPort();
    } catch (StoreException | RuntimeException e) {
      QuestDbLife halfway = life;
      life = null;
      if (halfway != null) {
        halfway.end(false);
      }
      throw new StoreException(
          StoreException.Fault.UNREACHABLE,
          "the database " + directory + " cannot be opened again: " + e.getMessage(),
          e);
    }
    LOG.warn("{} was opened anew after a write had failed", directory);
  }

  /** Has tables go on that found no room, perhaps for a moment only; whether there were any. */
  private boolean resume() throws StoreException {
    List<String> suspended =
        tables().stream().filter(QuestDbWal.Table::lacksRoom).map(QuestDbWal.Table::name).toList();
    for (String table : suspended) {
      execute("ALTER TABLE \"" + table + "\" RESUME WAL");
    }
    return !suspended.isEmpty();
  }

  private List<QuestDbWal.Table> tables() throws StoreException {
    Set<String> uncounted = new HashSet<>();
    List<QuestDbWal.Table> tables;
    lives.readLock().lock();
    try {
      tables = QuestDbWal.tables(engine(), uncounted::add);
    } finally {
      lives.readLock().unlock();
    }
    if (!uncounted.isEmpty()) {
      query(
          QuestDbQueries.WAL_TABLES,
          row -> {
            QuestDbWal.Table table = QuestDbWal.Table.of(row);
            if (uncounted.contains(table.name())) {
              tables.add(table);
            }
          });
    }
    return tables;
  }

  /** Runs a statement that returns no rows. */
  public void execute(String sql) throws StoreException {
    lives.readLock().lock();
    try (SqlExecutionContextImpl context = context()) {
      engine().execute(sql, context);
    } catch (SqlException | CairoException e) {
      throw failed("run " + sql, e);
    } catch (InternalError e) {
      throw damaged(e);
    } finally {
      lives.readLock().unlock();
    }
  }

  /** Hands each row of a query to a reader. */
  void query(String sql, RowReader reader) throws StoreException {
    lives.readLock().lock();
    try (SqlExecutionContextImpl context = context();
        RecordCursorFactory factory = engine().select(sql, context);
        RecordCursor cursor = factory.getCursor(context)) {
      Record row = cursor.getRecord();
      while (cursor.hasNext()) {
        reader.read(row);
      }
    } catch (SqlException | CairoException e) {
      throw failed("run " + sql, e);
    } catch (InternalError e) {
      throw damaged(e);
    } finally {
      lives.readLock().unlock();
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
    awaitApplied(table -> true);
  }

  private void awaitApplied(Predicate<QuestDbWal.Table> which) throws StoreException {
    QuestDbQueries.AppliedCheck check = QuestDbQueries.AppliedCheck.start(directory.toString());
    int resumes = 0;
    do {
      check.begin();
      if (resumes < MOST_RESUMES && !room.isScarce()) {
        resumes += resume() ? 1 : 0;
      }
      for (QuestDbWal.Table table : tables()) {
        if (which.test(table)) {
          check.table(table.name(), table.suspended(), table.behind(), table.error());
        }
      }
    } while (check.isBehind());
  }

  /**
   * Has all that was acknowledged outlive a power cut.
   *
   * @throws StoreException if that cannot be done now; nothing is lost by it
   */
  void force() throws StoreException {
    lives.readLock().lock();
    try {
      life().forcing().force();
    } finally {
      lives.readLock().unlock();
    }
  }

  private SqlExecutionContextImpl context() throws StoreException {
    return new SqlExecutionContextImpl(engine(), 0).with(AllowAllSecurityContext.INSTANCE);
  }

  /** The JVM's word for a read beyond the end of a file that is mapped into memory. */
  private StoreException damaged(InternalError e) {
    broke();
    return new StoreException(
        String.format(
            Locale.ROOT,
            "the database %s is damaged: one of its files is shorter than it says; take it from a"
                + " copy, or have the run computed again (resume --recompute)",
            directory),
        e);
  }

  private static StoreException failed(String what, Exception e) {
    return new StoreException(
        String.format(
            Locale.ROOT,
            "QuestDB cannot %s: %s%s",
            what,
            e.getMessage(),
            OpenFiles.saidBy(e) ? "; " + OpenFiles.ADVICE : ""),
        e);
  }

  /** Stops the servers and the database; writes not yet applied are applied at the next start. */
  @Override
  public void close() throws StoreException {
    if (closed) {
      return;
    }
    closed = true;
    lives.writeLock().lock();
    try {
      if (life != null) {
        life.end(!broken);
        life = null;
      }
    } finally {
      lives.writeLock().unlock();
    }
    room.close();
    lock.close();
    folder.release();
  }
}
