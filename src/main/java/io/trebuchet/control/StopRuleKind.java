package io.trebuchet.control;

import io.trebuchet.physics.Parameters;

/**
 * A stop rule that a config can name as {@code control.rule}; found as a service (a file {@code
 * META-INF/services/io.trebuchet.control.StopRuleKind} names the class).
 */
public interface StopRuleKind {
  /** The name in the config, such as {@code threshold}; its settings stand under the same name. */
  String name();

  /**
   * Reads the section {@code control.<name>}; faults are collected by {@code settings}, not thrown.
   */
  StopRule.Factory read(Parameters settings);
}
