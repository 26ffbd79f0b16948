import RecoveryCore
import Screen

// Both modules below call something a role. Here it is said once which is which.

/// How a cell looks, by its meaning.
package typealias Look = Screen.Role
/// What a cluster is now: primary, backup or failed.
package typealias ClusterRole = RecoveryCore.Role
