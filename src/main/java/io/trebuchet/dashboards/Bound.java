package io.trebuchet.dashboards;

import java.util.List;

/**
 * A line in panels of ηλ_max: the two edges, and the bounds that a sweep's trials carry. The
 * smallest is shown, since a sweep of several seeds has several.
 *
 * @param column its column in the measurement {@code trial}; empty for an edge
 * @param edge its value if it is an edge
 */
record Bound(String label, String column, int edge, String colour) {
  private static final List<Bound> ALL =
      List.of(
          new Bound("edge 2", "", 2, "#8e8e8e"),
          new Bound("edge 4", "", 4, "#8e8e8e"),
          new Bound("one point", "bound_one_point_c", 0, "#56a64b"),
          new Bound("method 1", "bound_method1_c", 0, "#3274d9"),
          new Bound("method 2", "bound_method2_c", 0, "#a352cc"),
          new Bound("doomed", "bound_doomed_c", 0, "#e02f44"));

  static List<Bound> all() {
    return ALL;
  }

  boolean isEdge() {
    return column.isEmpty();
  }
}
