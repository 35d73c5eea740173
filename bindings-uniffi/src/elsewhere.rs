//! Calls that wait, on threads of our own: a future that keeps its thread would keep the app's.

use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};

use crate::convert::{guarded, locked};
use crate::surface::CustomerCoreError;

/// As many calls are at work at once; the others wait their turn.
const THREADS: usize = 4;

type Work = Box<dyn FnOnce() + Send>;

fn queue() -> &'static Mutex<Sender<Work>> {
    static QUEUE: OnceLock<Mutex<Sender<Work>>> = OnceLock::new();
    QUEUE.get_or_init(|| {
        let (sender, receiver) = channel::<Work>();
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..THREADS {
            let receiver = Arc::clone(&receiver);
            std::thread::spawn(move || work_through(&receiver));
        }
        Mutex::new(sender)
    })
}

fn work_through(receiver: &Mutex<Receiver<Work>>) {
    loop {
        let next = locked(receiver).recv();
        match next {
            Ok(work) => work(),
            Err(_) => return,
        }
    }
}

/// Where an answer is laid down, and who waits for it.
struct Slot<T> {
    answer: Option<T>,
    waker: Option<Waker>,
}

struct Answer<T>(Arc<Mutex<Slot<T>>>);

impl<T> Future for Answer<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let mut slot = locked(&self.0);
        match slot.answer.take() {
            Some(answer) => Poll::Ready(answer),
            None => {
                slot.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

/// Does work on another thread.
pub(crate) async fn elsewhere<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, CustomerCoreError> + Send + 'static,
) -> Result<T, CustomerCoreError> {
    let slot = Arc::new(Mutex::new(Slot { answer: None, waker: None }));
    let theirs = Arc::clone(&slot);
    let work: Work = Box::new(move || {
        let answer = guarded(work);
        let waker = {
            let mut slot = locked(&theirs);
            slot.answer = Some(answer);
            slot.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    });
    let sent = queue().lock().unwrap_or_else(PoisonError::into_inner).send(work);
    if sent.is_err() {
        return Err(customer_core::Error::Internal { place: "threads".to_owned() }.into());
    }
    Answer(slot).await
}
