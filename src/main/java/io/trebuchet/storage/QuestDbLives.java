package io.trebuchet.storage;

import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lives of an embedded database, one after another: an engine whose write failed is put away
 * for a new one, on the same ports. Thread-safe.
 */
final class QuestDbLives {
  private static final Logger LOG = LoggerFactory.getLogger(QuestDbLives.class);

  private final Path directory;
  private final Credentials credentials;

  /** Whoever uses a life reads; whoever puts another in its place writes. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private @Nullable QuestDbLife life;
  private int httpPort;
  private int pgPort;
  private volatile boolean broken;

  private QuestDbLives(Path directory, Credentials credentials, QuestDbLife first) {
    this.directory = directory;
    this.credentials = credentials;
    this.life = first;
  }

  /** Begins the first on a directory that this process has locked. */
  static QuestDbLives begin(Path directory, Credentials credentials) throws StoreException {
    return new QuestDbLives(directory, credentials, QuestDbLife.begin(directory, credentials));
  }

  /** What is done with a life while none other takes its place. */
  interface Use {
    void of(QuestDbLife life) throws StoreException;
  }

  /**
   * Does something with the one there is.
   *
   * @throws StoreException if there is none
   */
  void use(Use use) throws StoreException {
    lock.readLock().lock();
    try {
      use.of(current());
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * The one there is.
   *
   * @throws StoreException if there is none
   */
  QuestDbLife current() throws StoreException {
    if (life == null) {
      throw new StoreException(
          StoreException.Fault.UNREACHABLE,
          "the database " + directory + " is closed until it can be opened again",
          null);
    }
    return life;
  }

  /** Has it listen, and all after it. */
  void listen(PortChoice http, PortChoice pg) throws StoreException {
    QuestDbLife current = current();
    current.listen(http, pg);
    httpPort = current.httpPort();
    pgPort = current.pgPort();
  }

  int httpPort() {
    return httpPort;
  }

  int pgPort() {
    return pgPort;
  }

  /** A write failed in the engine. */
  void broke() {
    broken = true;
  }

  /**
   * Puts another in the place of one that broke.
   *
   * @throws StoreException if that has to wait
   */
  void mend() throws StoreException {
    if (broken) {
      lock.writeLock().lock();
      try {
        reopen();
        broken = false;
      } finally {
        lock.writeLock().unlock();
      }
    }
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

  /** Ends the last. */
  void end() {
    lock.writeLock().lock();
    try {
      if (life != null) {
        life.end(!broken);
        life = null;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
