package io.trebuchet.web;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The open connections, and how many of each standing there may be. Strangers take places of
 * strangers alone: a new one takes that of the one that has shown nothing for longest. Thread-safe.
 */
final class Connections {
  private final Map<Standing, Set<Connection>> open = new EnumMap<>(Standing.class);
  private final Map<Standing, Integer> most;

  private Connections(Map<Standing, Integer> most) {
    this.most = most;
    for (Standing standing : Standing.values()) {
      open.put(standing, new LinkedHashSet<>());
    }
  }

  /** None yet. */
  static Connections atMost(Map<Standing, Integer> most) {
    return new Connections(Map.copyOf(most));
  }

  /** One that may have shown nothing yet. */
  final class Connection {
    private final Runnable hangUp;
    private final int mostBytes;
    private Standing standing = Standing.STRANGER;
    private long bytes;

    private Connection(Runnable hangUp, int mostBytes) {
      this.hangUp = hangUp;
      this.mostBytes = mostBytes;
    }

    /** Counts what came in; false if this is more than a stranger may send. */
    boolean received(int more) {
      synchronized (Connections.this) {
        bytes += more;
        return standing != Standing.STRANGER || bytes <= mostBytes;
      }
    }

    /** Notes what was shown; false if there is no place for it. It never counts for less again. */
    boolean admit(Standing shown) {
      synchronized (Connections.this) {
        if (standing.atLeast(shown)) {
          return true;
        }
        if (places(shown).size() >= most.getOrDefault(shown, 0)) {
          return false;
        }
        if (places(standing).remove(this)) {
          places(shown).add(this);
        }
        standing = shown;
        return true;
      }
    }

    /** Ends it if it has shown nothing. */
    void expire() {
      if (isStranger()) {
        hangUp.run();
      }
    }

    private boolean isStranger() {
      synchronized (Connections.this) {
        return standing == Standing.STRANGER;
      }
    }

    /** It has ended. */
    void left() {
      synchronized (Connections.this) {
        places(standing).remove(this);
      }
    }
  }

  /**
   * Takes a new connection in.
   *
   * @param hangUp ends it
   * @param mostBytes that it may send before it has shown anything
   */
  Connection arrived(Runnable hangUp, int mostBytes) {
    List<Connection> tooMany = new ArrayList<>();
    Connection connection = new Connection(hangUp, mostBytes);
    synchronized (this) {
      Set<Connection> strangers = places(Standing.STRANGER);
      while (strangers.size() >= most.getOrDefault(Standing.STRANGER, 0) && !strangers.isEmpty()) {
        Connection oldest = strangers.iterator().next();
        strangers.remove(oldest);
        tooMany.add(oldest);
      }
      strangers.add(connection);
    }
    tooMany.forEach(oldest -> oldest.hangUp.run());
    return connection;
  }

  /** How many are open. */
  synchronized int count() {
    return open.values().stream().mapToInt(Set::size).sum();
  }

  private Set<Connection> places(Standing standing) {
    return open.getOrDefault(standing, Set.of());
  }
}
