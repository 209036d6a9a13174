package io.trebuchet.metrics;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which version of a stored record a class is; 1 without. Raised where a component comes or changes
 * its meaning that no reader may pass over.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RecordVersion {
  /** The version. */
  int value();
}
