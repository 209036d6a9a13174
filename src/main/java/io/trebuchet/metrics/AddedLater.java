package io.trebuchet.metrics;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A component that a stored record had not from its beginning. It is missing in what earlier
 * versions wrote, and then null, 0, NaN or false here; versions that do not know it pass over it.
 * What a reader must not pass over is no such component: the record gets another {@link
 * RecordVersion} instead.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface AddedLater {}
