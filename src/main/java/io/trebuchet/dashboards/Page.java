package io.trebuchet.dashboards;

import java.util.List;

/**
 * A dashboard, whatever the database.
 *
 * @param name part of its uid and file name
 * @param range how far back it looks at first
 * @param refresh how often it asks again
 * @param choice what its reader can choose
 * @param stops whether stops of trials are marked in its panels over time
 */
record Page(
    String name,
    String title,
    String description,
    String range,
    String refresh,
    Choice choice,
    boolean stops,
    List<Panel> panels) {
  /** What the reader of a dashboard can choose besides the data source. */
  enum Choice {
    SWEEP,
    TRIALS,
    TRIALS_AND_STEPS,
    ONE_TRIAL
  }
}
