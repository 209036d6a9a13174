package io.trebuchet.storage;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CairoException;
import io.questdb.cairo.TableReader;
import io.questdb.cairo.TableToken;
import io.questdb.mp.Job;
import io.questdb.std.ObjHashSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Has an embedded database outlive a power cut. QuestDB leaves it to the system when what is where
 * gets to the disk, or forces each commit. Here many commits are forced together: the rows first,
 * then the {@link ForcedState} that counts them, to which the database goes back at its next
 * opening if the machine was started anew since. The rows that it counts are kept by readers. As a
 * job it runs on the thread that applies, for a moment; the rest is on the thread of whoever wants
 * it.
 */
final class QuestDbForcing implements Job {
  /** There while the database may have gone beyond its forced state. */
  private static final String BEYOND = "unforced";

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long POLL_NANOS = 5_000_000;
  private static final int DEPTH_OF_COLUMNS = 3;
  private static final String DB = "db";

  private final Path directory;
  private final Path db;
  private final NotedFiles files;
  private final CairoEngine engine;
  private Map<TableToken, TableReader> kept = new HashMap<>();
  private ForcedState forced;
  private Map<TableToken, Long> last = Map.of();
  private volatile @Nullable Wish wish;
  private boolean ended;

  private QuestDbForcing(Path directory, NotedFiles files, CairoEngine engine, ForcedState forced) {
    this.directory = directory;
    this.db = db(directory);
    this.files = files;
    this.engine = engine;
    this.forced = forced;
  }

  /** A look at the tables that the thread that applies is to take. */
  private record Wish(Map<TableToken, Long> least, CompletableFuture<Optional<Look>> taken) {}

  private record Look(ForcedState state, Map<TableToken, TableReader> readers) {}

  /**
   * Before the engine is: a database that a power cut has met goes back to its forced state, one
   * that another process left as it was is forced.
   */
  static ForcedState prepare(Path directory) throws StoreException {
    Path db = db(directory);
    Path beyond = directory.resolve(BEYOND);
    try {
      String boot = Boot.id();
      Optional<ForcedState> known = ForcedState.read(directory);
      ForcedState state;
      if (known.isPresent() && !known.get().boot().equals(boot)) {
        known.get().restore(db);
        state = known.get().at(boot);
        state.write(directory);
      } else if (Files.isDirectory(db) && (known.isEmpty() || Files.exists(beyond))) {
        QuestDbTableFiles.check(db);
        NotedFiles.forceAll(db, path -> isColumn(db, path));
        Optional<ForcedState> now = ForcedState.of(db, boot);
        state = now.or(() -> known).orElseGet(() -> ForcedState.empty(boot));
        if (now.isPresent()) {
          state.write(directory);
        }
      } else if (known.isPresent()) {
        QuestDbTableFiles.check(db);
        state = known.get();
      } else {
        state = ForcedState.empty(boot);
        state.write(directory);
        PrivateFiles.force(PrivateFiles.above(directory));
      }
      PrivateFiles.openOrCreate(beyond, StandardOpenOption.WRITE).close();
      return state;
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreException(
          "cannot make sure of the database " + directory + ": " + e.getMessage(), e);
    }
  }

  /** That of an engine which has loaded its tables and applies nothing yet. */
  static QuestDbForcing of(
      Path directory, NotedFiles files, CairoEngine engine, ForcedState forced) {
    QuestDbForcing forcing = new QuestDbForcing(directory, files, engine, forced);
    forcing.kept = forcing.readers();
    return forcing;
  }

  /** Where QuestDB has its tables. */
  static Path db(Path directory) {
    return directory.resolve(DB).toAbsolutePath().normalize();
  }

  private static boolean isColumn(Path db, Path path) {
    Path below = db.relativize(path);
    if (below.getNameCount() != DEPTH_OF_COLUMNS) {
      return false;
    }
    String folder = below.getName(1).toString();
    return !folder.startsWith("wal") && !folder.equals("txn_seq");
  }

  /**
   * Has all that was acknowledged before outlive a power cut.
   *
   * @throws StoreException if that cannot be done now; nothing is lost by it
   */
  synchronized void force() throws StoreException {
    if (ended) {
      throw new StoreException("the database " + directory + " has ended", null);
    }
    Map<TableToken, Long> given = given();
    if (given.equals(last)) {
      return;
    }
    Look look = look(given);
    Map<TableToken, TableReader> unneeded = look.readers();
    try {
      if (!look.state().sameAs(forced)) {
        files.force(db, path -> isColumn(db, path));
        look.state().write(directory);
        forced = look.state();
        unneeded = kept;
        kept = look.readers();
      }
      last = given;
    } catch (IOException | CairoException e) {
      throw new StoreException(
          StoreException.saysDiskFull(e.getMessage())
              ? StoreException.Fault.DISK_FULL
              : StoreException.Fault.UNREACHABLE,
          String.format(
              Locale.ROOT,
              "the database %s cannot be forced to the disk: %s",
              directory,
              e.getMessage()),
          e);
    } finally {
      unneeded.values().forEach(TableReader::close);
    }
  }

  /** What every table was given so far. */
  private Map<TableToken, Long> given() throws StoreException {
    try {
      Map<TableToken, Long> given = new HashMap<>();
      for (TableToken table : tables()) {
        given.put(table, engine.getTableSequencerAPI().lastTxn(table));
      }
      return given;
    } catch (CairoException e) {
      throw new StoreException("QuestDB cannot tell what it was given: " + e.getMessage(), e);
    }
  }

  private Look look(Map<TableToken, Long> least) throws StoreException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      for (TableToken table : least.keySet()) {
        if (engine.getTableSequencerAPI().isSuspended(table)) {
          throw new StoreException("QuestDB has suspended " + table.getTableName(), null);
        }
      }
      Wish asked = new Wish(least, new CompletableFuture<>());
      wish = asked;
      try {
        Optional<Look> taken = asked.taken().orTimeout(10, TimeUnit.SECONDS).join();
        if (taken.isPresent()) {
          return taken.get();
        }
      } catch (CompletionException e) {
        throw new StoreException(
            String.format(
                Locale.ROOT, "the database %s cannot be looked at: %s", directory, e.getCause()),
            e);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new StoreException(
        StoreException.Fault.UNREACHABLE,
        String.format(
            Locale.ROOT, "the database %s does not come to apply what it was given", directory),
        null);
  }

  @Override
  public boolean run(int worker, RunStatus status) {
    Wish asked = wish;
    if (asked != null) {
      wish = null;
      Map<TableToken, TableReader> readers = new HashMap<>();
      try {
        Optional<ForcedState> state =
            applied(asked.least()) ? ForcedState.of(db, forced.boot()) : Optional.empty();
        if (state.isPresent()) {
          readers = readers();
        }
        Map<TableToken, TableReader> taken = readers;
        if (!asked.taken().complete(state.map(known -> new Look(known, taken)))) {
          taken.values().forEach(TableReader::close);
        }
      } catch (IOException | RuntimeException e) {
        readers.values().forEach(TableReader::close);
        asked.taken().completeExceptionally(e);
      }
    }
    return false;
  }

  private boolean applied(Map<TableToken, Long> least) {
    for (Map.Entry<TableToken, Long> table : least.entrySet()) {
      ForcedState.Applied applied = ForcedState.applied(db.resolve(table.getKey().getDirName()));
      if (!applied.whole() || applied.transaction() < table.getValue()) {
        return false;
      }
    }
    return true;
  }

  /** A table's reader keeps the files of its rows while others take their place. */
  private Map<TableToken, TableReader> readers() {
    Map<TableToken, TableReader> readers = new HashMap<>();
    for (TableToken table : tables()) {
      try {
        readers.put(table, engine.getReader(table));
      } catch (CairoException e) {
        // It was dropped just now.
      }
    }
    return readers;
  }

  private List<TableToken> tables() {
    ObjHashSet<TableToken> all = new ObjHashSet<>();
    engine.getTableTokens(all, false);
    List<TableToken> wal = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (engine.isWalTable(all.get(i))) {
        wal.add(all.get(i));
      }
    }
    return wal;
  }

  /** Lets the engine end as it is. */
  synchronized void giveUp() {
    ended = true;
    kept.values().forEach(TableReader::close);
    kept = new HashMap<>();
  }

  /** Forces all that there is, and says so for the next process; the engine is about to end. */
  synchronized void end() throws StoreException {
    try {
      force();
      Files.deleteIfExists(directory.resolve(BEYOND));
    } catch (IOException e) {
      throw new StoreException("cannot end the database " + directory + ": " + e.getMessage(), e);
    } finally {
      giveUp();
    }
  }
}
