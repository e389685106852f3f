/**
 * Decides what an object of a kind may look like: reads structural schemas, and validates, prunes and fills in defaults
 * as a real API server does for custom resources. Pure functions over JSON trees; no I/O, no clock.
 */
@NullMarked
package dev.windrose.kubeapi.schema;

import org.jspecify.annotations.NullMarked;
