package io.trebuchet.dashboards;

import java.util.List;

/** How the engine and its stream are doing. */
final class EnginePage {
  private EnginePage() {}

  static Page page() {
    return new Page(
        "engine",
        "Engine health",
        "How fast a sweep's metrics flow, and whether all arrive.",
        "15m",
        "5s",
        Page.Choice.SWEEP,
        false,
        List.of(
            number(
                "Steps stored",
                "Steps that the database holds of this sweep.",
                new Query.StoredSteps()),
            number(
                "Steps of ended trials",
                "Steps that the trials that have ended computed. Once the sweep is over and"
                    + " record.mode is all, the same as stored.",
                new Query.ComputedSteps()),
            most("Points per second", "Rows that the store acknowledged.", "points_per_second"),
            most("Active trials", "Started and not ended.", "active_trials"),
            new Panel(
                "Credits, smallest in each interval",
                "Active trials that do not wait for the stream; at 0 the store sets the pace.",
                new Panel.Kind.OverTime(Panel.Axis.linear("trials")),
                new Query.Engine("credits", Query.Extreme.MIN),
                8,
                8),
            most("Queue", "Blocks that wait for their batch.", "queue_depth"),
            bytes("Spool", "What waits on the disk for a store that was away.", "spool_bytes"),
            bytes("Heap", "Java heap in use.", "heap_bytes"),
            bytes("Off-heap", "Memory in use outside the heap.", "off_heap_bytes")));
  }

  private static Panel number(String title, String description, Query query) {
    return new Panel(title, description, new Panel.Kind.Numbers(), query, 12, 4);
  }

  private static Panel most(String title, String description, String column) {
    return over(title, description, Panel.Axis.linear(""), column);
  }

  private static Panel bytes(String title, String description, String column) {
    return over(title, description, Panel.Axis.of("", "bytes"), column);
  }

  private static Panel over(String title, String description, Panel.Axis axis, String column) {
    return new Panel(
        title + ", largest in each interval",
        description,
        new Panel.Kind.OverTime(axis),
        new Query.Engine(column, Query.Extreme.MAX),
        8,
        8);
  }
}
