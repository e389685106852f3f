/**
 * How the workloads fare in this member: counts from Deployments, reasons and addresses from pods and Services, put
 * together per workload and reported when they change.
 */
@NullMarked
package dev.windrose.agent.status;

import org.jspecify.annotations.NullMarked;
