/**
 * Which store a run has, and how it is opened, read and shared: the one place that knows its kinds.
 */
@NullMarked
package io.trebuchet.stores;

import org.jspecify.annotations.NullMarked;
