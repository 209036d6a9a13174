package io.trebuchet.storage;

import io.questdb.log.Log;
import io.questdb.mp.Job;
import io.questdb.network.NetworkFacade;
import io.questdb.network.PlainSocket;
import io.questdb.network.Socket;
import io.questdb.network.SocketFactory;
import io.questdb.std.Unsafe;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one port. Those that have not logged in get {@link #SHARE} places, the last
 * comers first, and {@link #PATIENCE}; so they never take the place of one that has.
 */
final class QuestDbConnections implements SocketFactory, Job {
  /** Together far below the limits of QuestDB, where it would take no connection at all. */
  static final int SHARE = 24;

  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Of readers who have logged in; each may hold statements in memory. */
  static final int READERS = 64;

  private static final Duration BETWEEN_COLLECTIONS = Duration.ofSeconds(30);
  private static final int BOTH_WAYS = 2;
  private static final int BROKEN = -1;

  /** QuestDB makes a connection's socket and then its authenticator, on one thread. */
  private static final ThreadLocal<@Nullable Guarded> LATEST = new ThreadLocal<>();

  private final boolean postgres;
  private final LongSupplier nanos;

  /** In the order in which they came, with the time of it; guarded by this. */
  private final Map<Guarded, Long> strangers = new LinkedHashMap<>();

  /** In the order in which they logged in; guarded by this. */
  private final Set<Guarded> readers = new LinkedHashSet<>();

  private long nextCollection = Long.MIN_VALUE;
  private volatile boolean waiting;
  private boolean sentAway;

  private QuestDbConnections(boolean postgres, LongSupplier nanos) {
    this.postgres = postgres;
    this.nanos = nanos;
  }

  /** Of the port for HTTP. */
  static QuestDbConnections http() {
    return new QuestDbConnections(false, System::nanoTime);
  }

  /** Of the port for PostgreSQL, whose first messages are looked at. */
  static QuestDbConnections postgres() {
    return new QuestDbConnections(true, System::nanoTime);
  }

  @Override
  public Socket newInstance(NetworkFacade network, Log log) {
    Guarded socket = new Guarded(network, log);
    LATEST.set(socket);
    return socket;
  }

  /** The socket that this thread made last. */
  static Guarded latest() {
    Guarded socket = LATEST.get();
    if (socket == null) {
      throw new IllegalStateException("a connection without a socket");
    }
    return socket;
  }

  /** Ends the connections whose time is over. */
  @Override
  public boolean run(int worker, RunStatus status) {
    if (waiting) {
      endExpired();
    }
    if (postgres && HeapWatch.isShort()) {
      makeRoom();
    }
    return false;
  }

  private synchronized void endExpired() {
    long now = nanos.getAsLong();
    Iterator<Map.Entry<Guarded, Long>> all = strangers.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Guarded, Long> eldest = all.next();
      if (now - eldest.getValue() < PATIENCE.toNanos()) {
        return;
      }
      all.remove();
      eldest.getKey().end();
    }
    waiting = false;
  }

  private synchronized void arrived(Guarded socket) {
    if (strangers.size() >= SHARE) {
      Guarded eldest = strangers.keySet().iterator().next();
      strangers.remove(eldest);
      eldest.end();
    }
    strangers.put(socket, nanos.getAsLong());
    waiting = true;
  }

  private synchronized void welcome(Guarded socket) {
    if (readers.size() >= READERS) {
      Guarded eldest = readers.iterator().next();
      readers.remove(eldest);
      eldest.end();
    }
    readers.add(socket);
  }

  /** Readers' statements go with them, and their memory comes back to the run. */
  private synchronized void makeRoom() {
    long now = nanos.getAsLong();
    if (!readers.isEmpty()) {
      readers.forEach(Guarded::end);
      sentAway = true;
    } else if (sentAway && now >= nextCollection) {
      nextCollection = now + BETWEEN_COLLECTIONS.toNanos();
      sentAway = false;
      // Else nobody is let in before the run itself has filled the memory once more.
      System.gc();
    }
  }

  private synchronized void forget(Guarded socket) {
    readers.remove(socket);
    strangers.remove(socket);
  }

  /** The socket of a connection, used for one after the other. */
  final class Guarded extends PlainSocket {
    private final NetworkFacade network;
    private @Nullable StartupMessages startup;

    private Guarded(NetworkFacade network, Log log) {
      super(network, log);
      this.network = network;
    }

    @Override
    public void of(long fd) {
      super.of(fd);
      startup = postgres ? new StartupMessages() : null;
      arrived(this);
    }

    /** From now on it may stay; of readers, as long as there is room for them. */
    void loggedIn(boolean reader) {
      startup = null;
      forget(this);
      if (reader) {
        welcome(this);
      }
    }

    /** QuestDB hears of it as of any connection that the other side closed. */
    private void end() {
      int unused = network.shutdown(getFd(), BOTH_WAYS);
    }

    @Override
    public int recv(long buffer, int length) {
      int read = super.recv(buffer, length);
      StartupMessages messages = startup;
      if (messages != null) {
        for (int i = 0; i < read; i++) {
          if (!messages.accepts(Unsafe.getUnsafe().getByte(buffer + i))) {
            return BROKEN;
          }
        }
      }
      return read;
    }

    @Override
    public void close() {
      // First, lest the number be another connection's by the time that somebody ends this one.
      forget(this);
      super.close();
    }
  }
}
