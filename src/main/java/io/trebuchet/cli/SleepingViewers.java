package io.trebuchet.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Keeps from the terminal that a page which sleeps was let go: it connects again when it wakes, and
 * the run's log says it. Named in {@code logback.xml}.
 */
public final class SleepingViewers extends Filter<ILoggingEvent> {
  @Override
  public FilterReply decide(ILoggingEvent event) {
    return event.getFormattedMessage().contains("No demand signalled")
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }
}
