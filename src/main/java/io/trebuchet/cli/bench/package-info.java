/** Measurements that the bench commands make and print. */
@NullMarked
package io.trebuchet.cli.bench;

import org.jspecify.annotations.NullMarked;
