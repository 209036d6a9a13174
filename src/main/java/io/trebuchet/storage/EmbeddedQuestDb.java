package io.trebuchet.storage;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CairoException;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.sql.RecordCursor;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContextImpl;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A QuestDB in this process, on a directory of its own. An engine whose write failed is never asked
 * to write again, but put away for a new one. Thread-safe, but for {@link #close}.
 */
public final class EmbeddedQuestDb implements AutoCloseable {
  /** A sweep of figure 1 has 373 of the process, some of them the JVM's and its libraries'. */
  private static final int MOST_FILES = 512;

  private final Path directory;
  private final DirectoryLock lock;
  private final Credentials credentials;
  private final DatabaseFolder folder;
  private final Room room;
  private final QuestDbLives lives;
  private final QuestDbWalApply apply;
  private @Nullable RunMarker marker;
  private boolean closed;

  private EmbeddedQuestDb(
      DatabaseFolder folder, DirectoryLock lock, Credentials credentials, QuestDbLives lives) {
    this.folder = folder;
    this.directory = folder.path();
    this.lock = lock;
    this.credentials = credentials;
    this.lives = lives;
    room = Room.of(directory);
    apply = QuestDbWalApply.of(this, lives, room);
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
      database.lives.listen(http, pg);
      if (marker != null) {
        // Only here, since it takes its time, as listening does.
        database.apply.await(table -> table.name().equals(Schema.RUN));
      }
      return database;
    } catch (StoreException | RuntimeException e) {
      // To force what cannot be opened would have its user wait.
      database.lives.broke();
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
    folder.checkThere();
    EmbeddedQuestDb database = create(folder, Credentials.random());
    try {
      database.createTables();
      database.awaitApplied();
      return database;
    } catch (StoreException | RuntimeException e) {
      // To force what cannot be opened would have its user wait.
      database.lives.broke();
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
    folder.checkWritable();
    QuestDbLog.install();
    DirectoryLock lock = DirectoryLock.acquire(directory);
    try {
      return new EmbeddedQuestDb(
          folder, lock, credentials, QuestDbLives.begin(directory, credentials));
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
    return lives.httpPort();
  }

  /** The port of the PostgreSQL server; 0 without servers. */
  public int pgPort() {
    return lives.pgPort();
  }

  /** How to reach its HTTP server, as its owner. */
  public InfluxSettings settings() {
    return InfluxSettings.local(httpPort(), credentials.owner());
  }

  /** The engine behind it, for what has no statement in SQL. */
  CairoEngine engine() throws StoreException {
    return lives.current().engine();
  }

  /**
   * Before a write: that there is room for it, and that it will not be of an engine whose last
   * write failed, which could end the process.
   *
   * @throws StoreException if the write has to wait
   */
  void awaitWrite() throws StoreException {
    room.check();
    lives.mend();
    apply.resumeAtTimes();
  }

  /** After a write that failed in the engine. */
  void broke() {
    lives.broke();
  }

  /** Runs a statement that returns no rows. */
  public void execute(String sql) throws StoreException {
    lives.use(
        life -> {
          try (SqlExecutionContextImpl context = context(life)) {
            life.engine().execute(sql, context);
          } catch (SqlException | CairoException e) {
            throw failed("run " + sql, e);
          } catch (InternalError e) {
            throw damaged(e);
          }
        });
  }

  /** Hands each row of a query to a reader. */
  void query(String sql, RowReader reader) throws StoreException {
    lives.use(
        life -> {
          try (SqlExecutionContextImpl context = context(life);
              RecordCursorFactory factory = life.engine().select(sql, context);
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
        });
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
    apply.await(table -> true);
  }

  /**
   * Has all that was acknowledged outlive a power cut.
   *
   * @throws StoreException if that cannot be done now; nothing is lost by it
   */
  void force() throws StoreException {
    lives.use(life -> life.forcing().force());
  }

  private static SqlExecutionContextImpl context(QuestDbLife life) {
    return new SqlExecutionContextImpl(life.engine(), 0).with(AllowAllSecurityContext.INSTANCE);
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
    lives.end();
    room.close();
    lock.close();
    folder.release();
  }
}
