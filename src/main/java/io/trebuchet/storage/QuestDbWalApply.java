package io.trebuchet.storage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** How far the tables of an embedded database have applied what was acknowledged for them. */
final class QuestDbWalApply {
  private static final long RESUME_NANOS = 1_000_000_000;
  private static final int MOST_RESUMES = 5;

  private final EmbeddedQuestDb database;
  private final QuestDbLives lives;
  private final Room room;
  private volatile long resumed = System.nanoTime();

  private QuestDbWalApply(EmbeddedQuestDb database, QuestDbLives lives, Room room) {
    this.database = database;
    this.lives = lives;
    this.room = room;
  }

  static QuestDbWalApply of(EmbeddedQuestDb database, QuestDbLives lives, Room room) {
    return new QuestDbWalApply(database, lives, room);
  }

  /** Has tables go on that found no room, unless it did a moment ago. */
  void resumeAtTimes() throws StoreException {
    if (System.nanoTime() - resumed > RESUME_NANOS) {
      resumed = System.nanoTime();
      boolean unused = resume();
    }
  }

  /** Has tables go on that found no room, perhaps for a moment only; whether there were any. */
  private boolean resume() throws StoreException {
    List<String> suspended =
        tables().stream().filter(QuestDbWal.Table::lacksRoom).map(QuestDbWal.Table::name).toList();
    for (String table : suspended) {
      database.execute("ALTER TABLE \"" + table + "\" RESUME WAL");
    }
    return !suspended.isEmpty();
  }

  private List<QuestDbWal.Table> tables() throws StoreException {
    Set<String> uncounted = new HashSet<>();
    List<QuestDbWal.Table> tables = new ArrayList<>();
    lives.use(life -> tables.addAll(QuestDbWal.tables(life.engine(), uncounted::add)));
    if (!uncounted.isEmpty()) {
      database.query(
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

  /**
   * Waits until all that was acknowledged for some tables can be read.
   *
   * @throws StoreException if one of them is suspended, or after two minutes
   */
  void await(Predicate<QuestDbWal.Table> which) throws StoreException {
    QuestDbQueries.AppliedCheck check =
        QuestDbQueries.AppliedCheck.start(database.directory().toString());
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
}
