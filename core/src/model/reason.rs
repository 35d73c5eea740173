//! The reasons of refusals and troubles: stable words.

use super::codes::word_enum;

word_enum! {
    /// What an operation conflicts with.
    pub enum ConflictReason {
        /// The record was changed since it was read, in the same fields.
        Version = "version",
        /// Another record has the value already.
        AlreadyInUse = "already_in_use",
        /// The value belonged to another record once, and is never used again.
        Retired = "retired",
        /// The import of this name read another file, or had other options.
        OtherImport = "other_import",
        /// The book has an administrator already.
        AdministratorExists = "administrator_exists",
    }
}

word_enum! {
    /// The rule that forbids an operation, whoever asks.
    pub enum RefusedReason {
        /// Tickets or chats are linked to the customer.
        HasInteractions = "has_interactions",
        /// The customer has as many contact cards as it may have.
        ContactLimit = "contact_limit",
        /// The customer has as many points as it may have.
        PointLimit = "point_limit",
        /// An address that may not be used to contact the customer cannot be preferred.
        NotContactable = "not_contactable",
        /// The last administrator.
        LastAdministrator = "last_administrator",
        /// Nobody grants what he lacks.
        CannotGrant = "cannot_grant",
        /// The sender cannot be remembered: own address, machine, or no address.
        CannotRemember = "cannot_remember",
        /// The record was merged into another.
        Merged = "merged",
        /// The group of administrators holds every permission; it can be renamed and nothing else.
        FixedGroup = "fixed_group",
        /// The actor looked up as much as he may in an hour.
        LookupThrottled = "lookup_throttled",
        /// The book has as many segments as it may have.
        SegmentLimit = "segment_limit",
        /// The kind of actor cannot open a session.
        SystemActor = "system_actor",
    }
}

word_enum! {
    /// What sort of trouble a file or disk makes.
    pub enum StorageKind {
        /// The file is damaged. It was left as it is.
        Corrupt = "corrupt",
        /// A newer version of this library wrote the file. It was left as it is.
        NewerFile = "newer_file",
        /// The file is no book. It was left as it is.
        ForeignFile = "foreign_file",
        /// Somebody changed the file's schema. It was left as it is.
        AlteredSchema = "altered_schema",
        /// The disk is full. Nothing was written.
        DiskFull = "disk_full",
        /// The file or folder may not be written.
        ReadOnly = "read_only",
        /// There is no such file or folder.
        NotFound = "not_found",
        /// There is a file already, which nobody said may be replaced.
        AlreadyThere = "already_there",
        /// The path is a folder.
        IsADirectory = "is_a_directory",
        /// The file or folder may not be opened.
        PermissionDenied = "permission_denied",
        /// The file is a book that is open, this one or another.
        InUse = "in_use",
        /// Reading or writing failed.
        Io = "io",
        /// The book was opened by another process, of which this one is a copy.
        Forked = "forked",
        /// The fate of a commit is not known. Open the book anew.
        Poisoned = "poisoned",
        /// Out of memory.
        OutOfMemory = "out_of_memory",
    }
}
