/** Measurements that the bench commands make and print. */
@NullMarked
package io.trebuchet.bench;

import org.jspecify.annotations.NullMarked;
