use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::task::Wake;
use std::time::Duration;

use super::*;

struct Broken;

impl Wake for Broken {
    fn wake(self: Arc<Self>) {
        panic!("a waker of the host's");
    }
}

struct Tells(Mutex<std::sync::mpsc::Sender<()>>);

impl Wake for Tells {
    fn wake(self: Arc<Self>) {
        let _ = locked(&self.0).send(());
    }
}

/// Begins to wait for a call.
fn begin<F: Future>(call: Pin<&mut F>, waker: Waker) {
    assert!(call.poll(&mut Context::from_waker(&waker)).is_pending());
}

fn wait<T>(call: impl Future<Output = T>) -> T {
    let mut call = std::pin::pin!(call);
    let (sender, woken) = channel();
    let waker = Waker::from(Arc::new(Tells(Mutex::new(sender))));
    loop {
        match call.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(answer) => return answer,
            Poll::Pending => woken.recv_timeout(Duration::from_secs(10)).expect("it is woken"),
        }
    }
}

#[test]
fn a_panic_in_a_waker_leaves_the_thread_at_work() {
    static LINE: Line = Line::new(1);
    for _ in 0..3 {
        let (sender, go) = channel::<()>();
        let mut call = Box::pin(on(&LINE, move || {
            let _ = go.recv();
            Ok(())
        }));
        begin(call.as_mut(), Waker::from(Arc::new(Broken)));
        sender.send(()).expect("the call is at work");
        assert_eq!(wait(on(&LINE, || Ok(7))), Ok(7));
    }
}

#[test]
fn a_panic_in_the_work_is_an_error() {
    let answer: Result<(), _> = wait(elsewhere(Lane::Reads, || panic!("a fault of ours")));
    let told = Err(core::Error::Internal { place: "panic".to_owned() }.into());
    assert_eq!(answer, told);
    let of_a_blocking_call: Result<(), _> = guarded(|| panic!("a fault of ours"));
    assert_eq!(of_a_blocking_call, told);
}

#[test]
fn a_call_that_nobody_waits_for_is_not_made() {
    static LINE: Line = Line::new(1);
    static MADE: AtomicU32 = AtomicU32::new(0);
    let (sender, go) = channel::<()>();
    let mut first = Box::pin(on(&LINE, move || {
        let _ = go.recv();
        Ok(())
    }));
    begin(first.as_mut(), Waker::noop().clone());
    let count = || {
        MADE.fetch_add(1, Ordering::SeqCst);
        Ok(())
    };
    let mut left = Box::pin(on(&LINE, count));
    begin(left.as_mut(), Waker::noop().clone());
    drop(left);
    let mut kept = Box::pin(on(&LINE, count));
    begin(kept.as_mut(), Waker::noop().clone());
    sender.send(()).expect("the call is at work");
    assert_eq!(wait(kept), Ok(()));
    assert_eq!(MADE.load(Ordering::SeqCst), 1);
}

#[test]
fn reads_writes_and_long_work_have_lanes_of_their_own() {
    assert!(matches!(Lane::of("get_customer"), Lane::Reads));
    assert!(matches!(Lane::of("create_customer"), Lane::Writes));
    assert!(matches!(Lane::of("list_changes"), Lane::Writes));
    assert!(matches!(Lane::of("export_to_file"), Lane::Long));
}

/// A name that the core no longer has would send its operation to the short reads, and nobody would be told.
#[test]
fn a_check_of_the_whole_log_stops_no_short_read() {
    for name in LONG_READS {
        assert!(core::operations().iter().any(|of| of.name == *name), "{name} is an operation");
    }
    assert!(matches!(Lane::of("verify_log"), Lane::Long));
    assert!(matches!(Lane::of("log_head"), Lane::Reads));
}
