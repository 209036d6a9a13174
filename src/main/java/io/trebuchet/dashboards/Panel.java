package io.trebuchet.dashboards;

import java.util.List;

/**
 * A panel, whatever the database.
 *
 * @param description what it shows and how to read it
 * @param width of the 24 columns of a dashboard
 * @param height in Grafana's units of about 30 pixels
 */
record Panel(String title, String description, Kind kind, Query query, int width, int height) {
  /** How a panel looks. */
  sealed interface Kind {
    /** Curves over wall-clock time. */
    record OverTime(Axis axis) implements Kind {}

    /** Curves or points against a column of numbers. */
    record Against(String x, Axis axis, boolean points) implements Kind {}

    /** A timeline of words. */
    record Timeline() implements Kind {}

    /** A bar for each word. */
    record Bars(String x) implements Kind {}

    /** Numbers. */
    record Numbers() implements Kind {}

    /** Rows, sorted by a column. */
    record Rows(String sortBy, boolean descending) implements Kind {}
  }

  /**
   * The vertical axis.
   *
   * @param unit Grafana's word for it
   * @param lines where horizontal lines are drawn
   */
  record Axis(String label, boolean log, String unit, List<Integer> lines) {
    static Axis linear(String label, Integer... lines) {
      return new Axis(label, false, "short", List.of(lines));
    }

    static Axis logarithmic(String label) {
      return new Axis(label, true, "sci", List.of());
    }

    static Axis of(String label, String unit) {
      return new Axis(label, false, unit, List.of());
    }
  }

  /** Curves over time. */
  static Panel overTime(String title, String description, Axis axis, Query query, int width) {
    return new Panel(title, description, new Kind.OverTime(axis), query, width, 9);
  }

  /** Curves against the step. */
  static Panel bySteps(String title, String description, Axis axis, Query query, int width) {
    return new Panel(title, description, new Kind.Against("step", axis, false), query, width, 9);
  }

  /** Points against c. */
  static Panel byC(String title, String description, Axis axis, Query query) {
    return new Panel(title, description, new Kind.Against("c", axis, true), query, 12, 8);
  }
}
