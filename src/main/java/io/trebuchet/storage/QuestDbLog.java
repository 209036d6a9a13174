package io.trebuchet.storage;

import io.questdb.log.LogFactory;
import io.questdb.log.LogLevel;
import io.questdb.log.LogRecordUtf8Sink;
import io.questdb.log.LogWriter;
import io.questdb.log.LogWriterConfig;
import io.questdb.mp.RingQueue;
import io.questdb.mp.SCSequence;
import io.questdb.mp.SynchronizedJob;
import io.questdb.mp.WorkerPool;
import io.questdb.std.ObjHashSet;
import java.lang.reflect.Field;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands QuestDB's errors to SLF4J and drops the rest. QuestDB's own set-up of its log prints to the
 * terminal, so this takes its place before the first class of QuestDB asks for a log.
 */
final class QuestDbLog extends SynchronizedJob implements LogWriter {
  private static final Logger LOG = LoggerFactory.getLogger("questdb");

  private final RingQueue<LogRecordUtf8Sink> ring;
  private final SCSequence sequence;
  private final int level;

  private QuestDbLog(RingQueue<LogRecordUtf8Sink> ring, SCSequence sequence, int level) {
    this.ring = ring;
    this.sequence = sequence;
    this.level = level;
  }

  /** Does its work at most once a process. */
  static void install() {
    Installed.touch();
  }

  /** Has a database's threads pass the log on, which QuestDB keeps a thread of its own for. */
  static void assignTo(WorkerPool workers) {
    ObjHashSet<LogWriter> writers = LogFactory.getInstance().getJobs();
    for (int i = 0; i < writers.size(); i++) {
      workers.assign(writers.get(i));
    }
  }

  @Override
  public void bindProperties(LogFactory factory) {}

  @Override
  protected boolean runSerially() {
    return sequence.consumeAll(ring, this::log);
  }

  private void log(LogRecordUtf8Sink entry) {
    if ((entry.getLevel() & level) != 0) {
      LOG.warn("{}", entry.toString().strip());
    }
  }

  /** The class loader runs a static initialiser once, whoever comes first. */
  private static final class Installed {
    static {
      LogFactory factory = new LogFactory();
      factory.add(new LogWriterConfig(LogLevel.ERROR | LogLevel.CRITICAL, QuestDbLog::new));
      factory.bind();
      try {
        Field instance = LogFactory.class.getDeclaredField("INSTANCE");
        instance.setAccessible(true);
        instance.set(null, factory);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private Installed() {}

    static void touch() {}
  }
}
